import type { Knex } from 'knex';

/*
 * What comes back from people and providers: texts, free words that wait for somebody to read them, and
 * reports about mails. Each row is keyed by what the provider calls it, so that a repeat meets the first.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What a withdrawal by text means to a tenant. No row: the defaults, which are the broadest.
    create table consent_settings (
      tenant_id uuid primary key references tenants,
      -- A STOP withdraws every purpose on its channel; off: the programme it answers.
      revoke_all boolean not null default true,
      revoke_across_channels boolean not null default false,
      yes_opts_in boolean not null default false,
      provider_confirms_stop boolean not null default true,
      provider_answers_help boolean not null default false,
      updated_at timestamptz not null default now()
    );
    select app_private.tenant_table('consent_settings');

    create table inbound_messages (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      channel text not null check (channel in ('sms', 'email')),
      provider_message_id text not null,
      address_bidx bytea not null,
      contact_id uuid,
      from_enc bytea not null,
      body_enc bytea not null,
      -- Our own number, or what we have of our mail address.
      sent_to text,
      wish text not null check (wish in ('stop', 'perhaps_stop', 'help', 'start', 'yes', 'none')),
      -- The withdrawal it led to, and whether we are the one who confirms it.
      withdraw_event_id uuid,
      confirm boolean not null default false,
      received_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, channel, provider_message_id),
      foreign key (tenant_id, contact_id) references contacts on delete set null (contact_id),
      foreign key (tenant_id, withdraw_event_id) references consent_events
    );
    create index inbound_messages_address on inbound_messages (tenant_id, address_bidx, received_at desc);
    create index inbound_messages_contact on inbound_messages (tenant_id, contact_id);
    create index inbound_messages_event on inbound_messages (tenant_id, withdraw_event_id)
      where withdraw_event_id is not null;
    select app_private.tenant_table('inbound_messages');

    -- Words that may be a withdrawal: a person decides, and the clock decides for who does not.
    create table consent_reviews (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      inbound_message_id uuid not null,
      channel text not null check (channel in ('sms', 'email')),
      address_bidx bytea not null,
      address_enc bytea not null,
      contact_id uuid,
      status text not null default 'open' check (status in ('open', 'withdrawn', 'dismissed')),
      received_at timestamptz not null,
      due_at timestamptz not null,
      escalated_at timestamptz,
      decided_at timestamptz,
      decided_by_type text,
      decided_by text,
      reason_enc bytea,
      workflow_id text not null,
      -- Set once Temporal has taken it; until then a sweep starts it again.
      started_at timestamptz,
      primary key (tenant_id, id),
      unique (tenant_id, inbound_message_id),
      foreign key (tenant_id, inbound_message_id) references inbound_messages,
      foreign key (tenant_id, contact_id) references contacts on delete set null (contact_id),
      check ((status = 'open') = (decided_at is null))
    );
    -- One question at a time about one address.
    create unique index consent_reviews_open on consent_reviews (tenant_id, channel, address_bidx)
      where status = 'open';
    create index consent_reviews_due on consent_reviews (tenant_id, due_at, id);
    create index consent_reviews_contact on consent_reviews (tenant_id, contact_id);
    create index consent_reviews_unstarted on consent_reviews (tenant_id, id)
      where status = 'open' and started_at is null;
    select app_private.tenant_table('consent_reviews');
    grant select (tenant_id, id, status, started_at) on consent_reviews to assent_jobs;
    create policy jobs on consent_reviews for select to assent_jobs using (status = 'open');

    -- What providers said about mails, one row for each address in each notice.
    create table mail_reports (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      -- The notice: ses:<SNS MessageId>, or mail:<hash of the report>.
      report_key text not null,
      kind text not null check (kind in ('delivery', 'bounce', 'complaint')),
      permanence text check (permanence in ('permanent', 'transient')),
      -- RFC 3463 status or the provider's word for it; no free text, which may name people.
      code text,
      address_bidx bytea not null,
      message_id uuid,
      -- The diagnostic, as the other server put it.
      detail_enc bytea,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      primary key (tenant_id, id),
      unique (tenant_id, report_key, address_bidx),
      foreign key (tenant_id, message_id) references messages
    );
    create index mail_reports_address on mail_reports (tenant_id, address_bidx, occurred_at desc);
    create index mail_reports_message on mail_reports (tenant_id, message_id);
    select app_private.tenant_table('mail_reports');
    select app_private.append_only('mail_reports');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
