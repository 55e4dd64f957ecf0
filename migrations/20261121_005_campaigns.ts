import type { Knex } from 'knex';

/*
 * What each lane of a campaign is doing. `owner` is the activity that has the lane: whoever has lost it may
 * hand nothing over any more. `begun` is the claim it is handing over right now: after a crash only those
 * messages are in doubt, every other claimed one was never touched.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table campaign_lanes (
      tenant_id uuid not null,
      campaign_id uuid not null,
      lane int not null,
      owner uuid not null,
      begun uuid,
      primary key (tenant_id, campaign_id, lane),
      foreign key (tenant_id, campaign_id) references campaigns on delete cascade
    ) with (fillfactor = 50);
    select app_private.tenant_table('campaign_lanes');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
