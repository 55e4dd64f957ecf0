import type { Knex } from 'knex';

/*
 * How long each kind of data is kept, and what runs of removal took away. A run's row for a kind moves on in the
 * transaction that takes a chunk away, so that its counts and its hash are always those of what has gone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What an organisation decided; a kind without a row has the default (domain/retention/kinds.ts).
    create table retention_policies (
      tenant_id uuid not null references tenants,
      kind text not null,
      -- Null: kept.
      keep_days int check (keep_days > 0),
      action text not null check (action in ('delete', 'anonymise', 'archive')),
      updated_by_type text not null,
      updated_by text,
      updated_at timestamptz not null default now(),
      primary key (tenant_id, kind)
    );
    select app_private.tenant_table('retention_policies');
    comment on table retention_policies is '[retention] how long an organisation keeps a kind of data, where it decided itself';

    create table retention_runs (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      dry_run boolean not null,
      status text not null default 'running' check (status in ('running', 'completed')),
      -- The moment that decides what is due.
      as_of timestamptz not null,
      asked_by_type text not null,
      asked_by text,
      workflow_id text not null,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id),
      check ((status = 'running') = (finished_at is null))
    );
    -- One at a time.
    create unique index retention_runs_running on retention_runs (tenant_id) where status = 'running';
    create index retention_runs_newest on retention_runs (tenant_id, created_at desc, id desc);
    select app_private.tenant_table('retention_runs');
    comment on table retention_runs is '[retention] a run that takes away what is due, or only counts it';

    create table retention_run_kinds (
      tenant_id uuid not null,
      run_id uuid not null,
      kind text not null,
      position smallint not null,
      keep_days int not null,
      action text not null,
      cutoff timestamptz not null,
      finished_at timestamptz,
      -- Where it goes on: the part of the kind, and the last row looked at.
      part smallint not null default 0,
      after_at text not null default '-infinity',
      after_id text,
      found bigint not null default 0,
      removed bigint not null default 0,
      held bigint not null default 0,
      chunks int not null default 0,
      archives int not null default 0,
      -- SHA-256 over the hash before and what went with the chunk.
      hash bytea,
      primary key (tenant_id, run_id, kind),
      foreign key (tenant_id, run_id) references retention_runs,
      check (found = removed + held)
    );
    select app_private.tenant_table('retention_run_kinds');
    comment on table retention_run_kinds is '[retention] how far a run is with a kind: counts, and a hash over what went';

    -- The row of an import stays when its file has gone.
    alter table imports add column file_removed_at timestamptz;

    -- What is due is found by its age; what is only added to needs no more than a summary of its pages.
    create index inbound_messages_age on inbound_messages (tenant_id, received_at, id);
    create index mail_reports_age on mail_reports using brin (recorded_at);
    create index audit_log_age on audit_log using brin (occurred_at);
    -- Rows that are deleted are looked for by whoever refers to them.
    create index consent_events_verification on consent_events (tenant_id, verification_id)
      where verification_id is not null;
    create index verification_locks_verification on verification_locks (tenant_id, verification_id)
      where verification_id is not null;
    create index verifications_contact on verifications (tenant_id, contact_id) where contact_id is not null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
