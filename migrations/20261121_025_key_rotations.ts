import type { Knex } from 'knex';

/*
 * Keys that are replaced while everything runs. A version is announced before it is used (active_from), so that
 * every process knows it by then; it is retired when nothing new is made with it, and destroyed when nothing
 * needs it any more: the wrapped bytes go, the row stays. Versions are made by anybody and changed only under the
 * keeper. Sweeps may see that keys changed, not the keys.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenant_keys
      alter column wrapped drop not null,
      add column active_from timestamptz not null default '-infinity',
      add column changed_at timestamptz not null default clock_timestamp(),
      add column destroyed_at timestamptz;
    revoke update, delete on tenant_keys from assent_app;
    grant update on tenant_keys to assent_keeper;
    create index tenant_keys_changed on tenant_keys (changed_at);
    grant select (tenant_id, changed_at) on tenant_keys to assent_jobs;
    create policy jobs on tenant_keys for select to assent_jobs using (true);

    create table key_rotations (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      kind text not null check (kind in ('data', 'signing', 'seal')),
      status text not null default 'announced' check (status in ('announced', 'running', 'keeping', 'completed')),
      from_version int not null,
      to_version int not null,
      -- When the new version is used; when every writer of the old one has surely ended; when the old one goes.
      active_from timestamptz not null,
      settled_from timestamptz not null,
      keep_until timestamptz,
      -- Where a run is: the table, the last key seen in it, and what this pass has found. Null between passes.
      place jsonb,
      values_sealed bigint not null default 0,
      workflow_id text not null,
      requested_by_type text not null,
      requested_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      completed_at timestamptz,
      primary key (tenant_id, id)
    );
    create unique index key_rotations_one on key_rotations (tenant_id, kind) where status in ('announced', 'running');
    create index key_rotations_newest on key_rotations (tenant_id, created_at desc, id desc);
    select app_private.tenant_table('key_rotations');
    comment on table key_rotations is '[keys] one replacement of a key of an organisation by a new version';

    -- What the last count found; a page reads this and counts nothing.
    create table sealed_counts (
      tenant_id uuid not null references tenants,
      place text not null,
      version int not null,
      sealed bigint not null,
      counted_at timestamptz not null default now(),
      primary key (tenant_id, place, version)
    );
    select app_private.tenant_table('sealed_counts');
    comment on table sealed_counts is '[keys] how many values of a table are sealed with a version of the data key';
    comment on table person_keys is '[keys] the key of one address, which seals what its person leaves in rows that stay';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
