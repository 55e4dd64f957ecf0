import type { Knex } from 'knex';

/*
 * backups: when the installation was last backed up, for those who look after it. Nobody's data, no tenant's.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table backups (
      id uuid primary key,
      -- The moment whose state it holds.
      taken_at timestamptz not null,
      finished_at timestamptz not null default now(),
      bytes bigint not null,
      rows bigint not null
    );
    create index backups_taken on backups (taken_at desc);
    grant select on backups to assent_app;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
