import type { Knex } from 'knex';

/*
 * What of a row that was taken was not, or was changed: a field that cannot be kept, invisible characters, a consent
 * that somebody's withdrawal forbids. They stand with the failed rows, several for one row.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table import_errors
      add column n smallint not null default 0,
      add column kind text not null default 'failed'
        check (kind in ('failed', 'left_out', 'changed', 'not_done', 'consent', 'blocked')),
      drop constraint import_errors_pkey,
      add primary key (tenant_id, import_id, row, n);
    alter table imports
      add column noted jsonb not null default '{}',
      add column consents jsonb not null default '{"recorded": 0, "unchanged": 0, "refused": 0}';
    comment on table import_errors is
      '[contacts] a row of a file that was not taken, or what of it was not, and why';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
