import type { Knex } from 'knex';

/*
 * What is the installation's own is derived from a root key (lib/root-key.ts), kept here wrapped by the master key
 * like all others, so that the master key can be replaced. bin/migrate.ts writes the row, which needs the key.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table platform_keys (
      name text primary key check (name = 'root'),
      wrapped bytea not null,
      -- Fingerprint of the master key that wraps it: new keys of tenants are wrapped by the same.
      master text not null,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    );
    grant select on platform_keys to assent_app;
    grant update on platform_keys to assent_keeper;
    comment on table platform_keys is '[keys] keys of the whole installation, wrapped by the master key';

    -- Null: the first master key, before it was noted.
    alter table tenant_keys add column master text;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
