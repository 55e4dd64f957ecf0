import type { Knex } from 'knex';

/*
 * Seals over the audit log. audit_leaves gives each row its place for ever, with its hash; a seal signs the
 * Merkle root of a run of them and names the seal before it. All three are added to and never changed, and
 * the seals are published outside the database, so that not even its owner can rewrite what was sealed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenant_keys drop constraint tenant_keys_kind_check;
    alter table tenant_keys add constraint tenant_keys_kind_check
      check (kind in ('data', 'index', 'suppression', 'signing', 'seal'));

    create table audit_leaves (
      tenant_id uuid not null references tenants,
      position bigint not null,
      entry_id uuid not null,
      hash bytea not null,
      primary key (tenant_id, position),
      unique (tenant_id, entry_id)
    );
    select app_private.tenant_table('audit_leaves');
    select app_private.append_only('audit_leaves');

    create table audit_seals (
      tenant_id uuid not null references tenants,
      number int not null,
      first_position bigint not null,
      entries int not null check (entries > 0),
      root bytea not null,
      -- The hash of the seal before; null for the first.
      previous bytea,
      hash bytea not null,
      signature bytea not null,
      key_version int not null,
      sealed_at timestamptz not null,
      primary key (tenant_id, number)
    );
    select app_private.tenant_table('audit_seals');
    select app_private.append_only('audit_seals');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
