import type { Knex } from 'knex';

/*
 * recoveries: an organisation's database was found to be of an earlier moment than what had been published
 * outside of it (docs/backup.md). What protects people is applied again from there, seal by seal; `applied` is how
 * far. Until one has ended nobody of the organisation is sent anything.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table recoveries (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      -- restored: by npm run restore; behind: the database was put back by other means, and a worker saw it.
      reason text not null check (reason in ('restored', 'behind')),
      -- The last seal the database knew, and the last one that was published.
      known_seal int not null,
      last_seal int not null,
      applied int not null,
      -- Until when hand-overs are known, by the journals.
      known_until timestamptz,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      -- When the processes of what was open had been started again.
      resumed_at timestamptz,
      primary key (tenant_id, id),
      check (last_seal >= known_seal and applied between known_seal and last_seal)
    );
    create unique index recoveries_open on recoveries (tenant_id) where finished_at is null;
    select app_private.tenant_table('recoveries');
    revoke delete on recoveries from assent_app;
    comment on table recoveries is '[platform] one return of the database to an earlier moment, and how far what protects people was applied again';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
