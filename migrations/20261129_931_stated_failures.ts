import type { Knex } from 'knex';

/*
 * What ends because it can never succeed says so in its row: an erasure, a retention run and the replacement of a key
 * had no such end, and were tried for ever.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table privacy_erasures add failure text;
    alter table privacy_erasures drop constraint privacy_erasures_status_check;
    alter table privacy_erasures add constraint privacy_erasures_status_check
      check (status in ('pending', 'on_hold', 'running', 'completed', 'failed'));
    -- One that failed is asked for anew.
    drop index privacy_erasures_under_way;
    create unique index privacy_erasures_under_way on privacy_erasures (tenant_id, contact_id)
      where not dry_run and status not in ('completed', 'failed') and contact_id is not null;

    alter table retention_runs add failure text;
    alter table retention_runs drop constraint retention_runs_status_check;
    alter table retention_runs add constraint retention_runs_status_check
      check (status in ('running', 'completed', 'failed'));

    alter table key_rotations add failure text;
    alter table key_rotations drop constraint key_rotations_status_check;
    alter table key_rotations add constraint key_rotations_status_check
      check (status in ('announced', 'running', 'keeping', 'completed', 'failed'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
