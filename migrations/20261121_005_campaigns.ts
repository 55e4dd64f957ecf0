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

    -- A foreign key is checked row by row: those of messages were two thirds of freezing an audience. The
    -- rows of a campaign share these three references, so they are checked once for each statement instead.
    -- What they point to is never deleted. contact_id and the warrant, which differ by row, keep their keys.
    create function app_private.messages_refer() returns trigger language plpgsql as $$
    begin
      if exists (
        select from (select distinct tenant_id, campaign_id, purpose_id, template_version_id from added) a
        where (a.campaign_id is not null and not exists (select from campaigns c
            where c.tenant_id = a.tenant_id and c.id = a.campaign_id))
          or (a.purpose_id is not null and not exists (select from purposes p
            where p.tenant_id = a.tenant_id and p.id = a.purpose_id))
          or (a.template_version_id is not null and not exists (select from template_versions v
            where v.tenant_id = a.tenant_id and v.id = a.template_version_id))
      ) then
        raise foreign_key_violation using message = 'a message names a campaign, purpose or text that is not there';
      end if;
      return null;
    end $$;
    create trigger messages_refer after insert on messages referencing new table as added
      for each statement execute function app_private.messages_refer();
    alter table messages
      drop constraint messages_tenant_id_fkey,
      drop constraint messages_tenant_id_campaign_id_fkey,
      drop constraint messages_tenant_id_purpose_id_fkey,
      drop constraint messages_tenant_id_template_version_id_fkey;
    -- (tenant_id, message_id) says it already.
    alter table message_events drop constraint message_events_tenant_id_fkey;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
