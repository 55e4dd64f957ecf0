import type { Knex } from 'knex';

/*
 * What retention or a restore took out of the audit log: runs of places whose rows are gone, each signed with
 * the tenant's seal key, which the database's owner does not have. Leaves and seals stay. A row that is missing
 * anywhere else, or under a removal nobody signed, was deleted by somebody (domain/audit/removals.ts).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit_removals (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      first_position bigint not null check (first_position > 0),
      last_position bigint not null,
      reason text not null check (reason in ('retention', 'restore')),
      -- The retention run or the restore that did it.
      run_id uuid not null,
      removed_at timestamptz not null,
      key_version int not null,
      signature bytea not null,
      primary key (tenant_id, id),
      check (last_position >= first_position)
    );
    create index audit_removals_places on audit_removals (tenant_id, last_position);
    select app_private.tenant_table('audit_removals');
    select app_private.append_only('audit_removals');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
