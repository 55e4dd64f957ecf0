import type { Knex } from 'knex';

/*
 * person_keys: what seals what a person leaves in rows that stay. Random, wrapped under the tenant's data key;
 * taking the row away makes everything sealed with it unreadable, at once and everywhere. Two writers that meet
 * an address for the first time make a key each rather than wait for each other: both open, both go together.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table person_keys (
      tenant_id uuid not null references tenants,
      -- Stands in every value sealed with it.
      id uuid not null,
      address_bidx bytea not null,
      key_enc bytea not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    create index person_keys_address on person_keys (tenant_id, address_bidx);
    select app_private.tenant_table('person_keys');
    -- Made and used by everybody, taken away and wrapped anew only by erasure and rotation.
    revoke update, delete on person_keys from assent_app;
    grant update, delete on person_keys to assent_keeper;

    -- Of an erased person the record stays, the address does not.
    alter table consents alter column address_enc drop not null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
