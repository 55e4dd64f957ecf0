import type { Knex } from 'knex';

/*
 * Consent belongs to an address (its blind index), per channel and purpose. consent_events is the truth,
 * append-only; consents is its projection, locked by whoever changes or relies on it, so that an opt-out
 * and a claim are always in a known order.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table purposes (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      key text not null check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
      name text not null,
      description text not null default '',
      category text not null check (category in ('marketing', 'transactional')),
      expires_after_days int check (expires_after_days > 0),
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, key)
    );
    select app_private.tenant_table('purposes');

    create table wordings (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      sha256 bytea not null,
      language text not null default 'und',
      text text not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, sha256, language)
    );
    select app_private.tenant_table('wordings');
    select app_private.append_only('wordings');

    create table consents (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      contact_id uuid,
      address_bidx bytea not null,
      -- The address itself, so that the record can be read after the contact has changed or gone.
      address_enc bytea not null,
      channel text not null check (channel in ('sms', 'email')),
      purpose_id uuid not null,
      state text not null default 'none' check
        (state in ('none', 'pending', 'lapsed', 'granted', 'expired', 'withdrawn', 'imported_unproven')),
      last_event_id uuid,
      granted_event_id uuid,
      captured_at timestamptz,
      -- The last withdrawal, until the person's own proven grant: what imports and requests may not lift.
      withdrawn_at timestamptz,
      expires_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, address_bidx, channel, purpose_id),
      foreign key (tenant_id, purpose_id) references purposes,
      foreign key (tenant_id, contact_id) references contacts on delete set null (contact_id),
      check (state <> 'granted' or granted_event_id is not null)
    );
    create index consents_contact on consents (tenant_id, contact_id);
    create index consents_newest on consents (tenant_id, updated_at desc, id desc);
    select app_private.tenant_table('consents');

    create table verifications (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      channel text not null check (channel in ('sms', 'email')),
      purpose text not null default 'verify',
      contact_id uuid,
      consent_id uuid,
      -- The request event of the opt-in this code proves.
      request_event_id uuid,
      address_bidx bytea not null,
      to_enc bytea not null,
      status text not null default 'pending' check (status in
        ('pending', 'approved', 'expired', 'canceled', 'max_attempts_reached', 'blocked', 'undeliverable')),
      code_hmac bytea,
      attempts int not null default 0,
      max_attempts int not null default 5,
      -- Sends asked for, and sends handed to the provider: the workflow makes the second follow the first.
      sends int not null default 1,
      sent int not null default 0,
      resend_at timestamptz not null default now(),
      expires_at timestamptz not null,
      delivery text not null default 'queued',
      provider_message_id text,
      workflow_id text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, contact_id) references contacts on delete set null (contact_id),
      foreign key (tenant_id, consent_id) references consents,
      check (status = 'pending' or code_hmac is null)
    );
    create index verifications_newest on verifications (tenant_id, created_at desc, id desc);
    create index verifications_address on verifications (tenant_id, address_bidx, created_at desc);
    create index verifications_provider on verifications (tenant_id, provider_message_id);
    select app_private.tenant_table('verifications');

    -- One row for each code asked for: what the limits per destination count.
    create table verification_sends (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      verification_id uuid not null,
      address_bidx bytea not null,
      requested_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, id),
      foreign key (tenant_id, verification_id) references verifications
    );
    create index verification_sends_address on verification_sends (tenant_id, address_bidx, requested_at desc);
    select app_private.tenant_table('verification_sends');

    -- Failures per destination and purpose, outliving any one code (NIST SP 800-63B §3.2.2).
    create table verification_locks (
      tenant_id uuid not null references tenants,
      address_bidx bytea not null,
      purpose text not null,
      failures int not null default 0,
      consecutive int not null default 0,
      window_started_at timestamptz not null default now(),
      locks int not null default 0,
      locked_until timestamptz,
      primary key (tenant_id, address_bidx, purpose)
    );
    select app_private.tenant_table('verification_locks');

    create table consent_events (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      seq bigint generated always as identity,
      consent_id uuid not null,
      action text not null check (action in
        ('request', 'grant', 'withdraw', 'expire', 'lapse', 'import')),
      state_after text not null,
      source text not null check (source in
        ('web_form', 'keyword', 'api', 'import', 'paper', 'verbal', 'preference_centre', 'one_click',
         'complaint', 'bounce', 'admin', 'erasure', 'system')),
      actor_type text not null check (actor_type in ('user', 'api_key', 'person', 'system', 'provider')),
      actor_id text,
      captured_at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      wording_id uuid,
      verification_id uuid,
      form_url text,
      ip_enc bytea,
      user_agent_enc bytea,
      evidence_enc bytea,
      expires_at timestamptz,
      request_id text,
      primary key (tenant_id, id),
      foreign key (tenant_id, consent_id) references consents,
      foreign key (tenant_id, wording_id) references wordings,
      foreign key (tenant_id, verification_id) references verifications
    );
    create index consent_events_consent on consent_events (tenant_id, consent_id, seq);
    select app_private.tenant_table('consent_events');
    select app_private.append_only('consent_events');

    alter table consents
      add foreign key (tenant_id, last_event_id) references consent_events,
      add foreign key (tenant_id, granted_event_id) references consent_events;

    -- Address-level block, above every consent. address_hash is keyed apart from the blind index.
    create table suppressions (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      channel text not null check (channel in ('sms', 'email')),
      address_bidx bytea not null,
      reason text not null check (reason in
        ('opt_out', 'complaint', 'hard_bounce', 'erasure', 'legal', 'admin', 'provider_block')),
      address_enc bytea,
      note_enc bytea,
      expires_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, channel, address_bidx)
    );
    select app_private.tenant_table('suppressions');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
