import type { Knex } from 'knex';

/*
 * A person's rights as processes. What is here outlives the person's rows, so it names them by ids and keyed
 * hashes only: `contact_id` is no foreign key, `addresses` is [{channel, bidx, suppression_hash}] in hex, by which
 * an erasure can be applied again to a database restored from an old backup.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table privacy_requests (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      kind text not null check (kind in ('export', 'erasure')),
      -- unproven: the code has not been given back; it never becomes a request.
      status text not null default 'unproven' check (status in
        ('unproven', 'open', 'under_way', 'done', 'refused')),
      contact_id uuid,
      channel text not null check (channel in ('sms', 'email')),
      address_bidx bytea not null,
      -- Where the answer goes; emptied when the person is erased.
      address_enc bytea,
      language text not null default 'en',
      verification_id uuid,
      asked_at timestamptz not null default now(),
      proven_at timestamptz,
      -- Art. 12(3): one calendar month after it was proven.
      due_at timestamptz,
      reminded_at timestamptz,
      overdue_at timestamptz,
      decided_at timestamptz,
      decided_by_type text,
      decided_by text,
      refusal text check (refusal in ('identity', 'legal_claim', 'legal_duty', 'excessive', 'other')),
      -- What the person is told besides.
      refusal_note_enc bytea,
      -- The export or erasure that carries it out.
      process_id uuid,
      workflow_id text,
      primary key (tenant_id, id),
      check ((status = 'unproven') = (due_at is null)),
      check ((status = 'refused') = (refusal is not null))
    );
    create index privacy_requests_newest on privacy_requests (tenant_id, asked_at desc, id desc);
    create index privacy_requests_address on privacy_requests (tenant_id, address_bidx, asked_at desc);
    create index privacy_requests_verification on privacy_requests (tenant_id, verification_id);
    select app_private.tenant_table('privacy_requests');

    create table privacy_exports (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      contact_id uuid,
      addresses jsonb not null default '[]',
      request_id uuid,
      status text not null default 'pending' check (status in
        ('pending', 'ready', 'failed', 'expired', 'revoked', 'erased')),
      failure text,
      file_key text not null,
      size bigint,
      sha256 bytea,
      -- Rows by section.
      counts jsonb not null default '{}',
      ready_at timestamptz,
      expires_at timestamptz,
      downloads int not null default 0,
      last_download_at timestamptz,
      asked_by_type text not null,
      asked_by text,
      workflow_id text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    create index privacy_exports_newest on privacy_exports (tenant_id, created_at desc, id desc);
    create index privacy_exports_contact on privacy_exports (tenant_id, contact_id);
    select app_private.tenant_table('privacy_exports');

    create table privacy_erasures (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      contact_id uuid,
      addresses jsonb not null default '[]',
      request_id uuid,
      dry_run boolean not null default false,
      status text not null default 'pending' check (status in
        ('pending', 'on_hold', 'running', 'completed')),
      -- The step it has reached, and what each has taken away so far.
      step text,
      counts jsonb not null default '{}',
      -- Of a dry run: how much there is, and what keeps it.
      summary jsonb,
      reason_enc bytea,
      certificate jsonb,
      asked_by_type text not null,
      asked_by text,
      workflow_id text not null,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id)
    );
    create index privacy_erasures_newest on privacy_erasures (tenant_id, created_at desc, id desc);
    create unique index privacy_erasures_under_way on privacy_erasures (tenant_id, contact_id)
      where not dry_run and status <> 'completed' and contact_id is not null;
    select app_private.tenant_table('privacy_erasures');

    comment on table privacy_requests is '[privacy] what a person asked for with their own proof, and the clock it has';
    comment on table privacy_exports is '[privacy] one copy of everything about a person, and what became of its file';
    comment on table privacy_erasures is '[privacy] one erasure: whom by keyed hashes, how far it is, its certificate';

    -- A click may lead to an address that names a person; the event itself stays.
    grant update (detail) on message_events to assent_keeper;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
