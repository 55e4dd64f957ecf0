import type { Knex } from 'knex';

/*
 * messages is the send ledger: one row for each recipient of each message, which says what happened and
 * why. The warrant check makes a send without consent impossible to write. Fillfactor 50 leaves room for
 * HOT updates: status is in no index, so a claim and a result rewrite no index entry.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table templates (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      name text not null,
      channel text not null check (channel in ('sms', 'email')),
      category text not null check
        (category in ('invite', 'confirmation', 'transactional', 'promotional', 'opt_out_confirmation')),
      origin text not null default 'user' check (origin in ('provided', 'user')),
      is_default boolean not null default false,
      version int not null default 1,
      archived_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    create unique index templates_name on templates (tenant_id, name, channel) where archived_at is null;
    create index templates_changed on templates (tenant_id, updated_at desc, id desc);
    create unique index templates_default on templates (tenant_id, channel, category) where is_default;
    select app_private.tenant_table('templates');

    create table template_versions (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      template_id uuid not null,
      version int not null,
      language text not null default 'en',
      subject text,
      body text not null,
      created_by text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, template_id, version, language),
      foreign key (tenant_id, template_id) references templates
    );
    select app_private.tenant_table('template_versions');
    select app_private.append_only('template_versions');

    create table campaigns (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      name text not null,
      channel text not null check (channel in ('sms', 'email')),
      purpose_id uuid not null,
      template_id uuid,
      template_version_id uuid,
      audience jsonb not null default '{}',
      rate_per_sec int check (rate_per_sec between 1 and 100000),
      status text not null default 'draft' check
        (status in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'failed', 'canceled')),
      failure text,
      scheduled_at timestamptz,
      started_at timestamptz,
      finished_at timestamptz,
      audience_frozen_at timestamptz,
      run int not null default 0,
      version int not null default 1,
      workflow_id text,
      created_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      foreign key (tenant_id, purpose_id) references purposes,
      foreign key (tenant_id, template_id) references templates,
      foreign key (tenant_id, template_version_id) references template_versions
    );
    create index campaigns_newest on campaigns (tenant_id, created_at desc, id desc);
    select app_private.tenant_table('campaigns');

    create table messages (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      campaign_id uuid,
      ordinal int,
      contact_id uuid,
      channel text not null check (channel in ('sms', 'email')),
      purpose_id uuid,
      address_bidx bytea,
      template_version_id uuid,
      content_enc bytea,
      status text not null check (status in
        ('excluded', 'refused', 'awaiting_consent', 'queued', 'sending', 'sent', 'delivered', 'failed',
         'bounced', 'complained', 'uncertain', 'canceled')),
      reason text,
      consent_event_id uuid,
      claim uuid,
      attempts int not null default 0,
      provider_message_id text,
      error_code text,
      workflow_id text,
      not_before timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      sent_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, campaign_id) references campaigns,
      foreign key (tenant_id, contact_id) references contacts on delete set null (contact_id),
      foreign key (tenant_id, purpose_id) references purposes,
      foreign key (tenant_id, template_version_id) references template_versions,
      foreign key (tenant_id, consent_event_id) references consent_events,
      constraint warrant check (
        consent_event_id is not null or status in ('excluded', 'refused', 'awaiting_consent', 'canceled'))
    ) with (fillfactor = 50);
    create unique index messages_campaign on messages (tenant_id, campaign_id, ordinal)
      where campaign_id is not null;
    create index messages_newest on messages (tenant_id, created_at desc, id desc);
    create index messages_contact on messages (tenant_id, contact_id, created_at desc);
    create index messages_address on messages (tenant_id, address_bidx) where campaign_id is null;
    create index messages_provider on messages (tenant_id, provider_message_id)
      where provider_message_id is not null and campaign_id is null;
    select app_private.tenant_table('messages');
    grant select (tenant_id, id, campaign_id, status, created_at, updated_at, not_before) on messages to assent_jobs;
    create policy jobs on messages for select to assent_jobs using (campaign_id is null);

    create table message_events (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      message_id uuid not null,
      type text not null,
      occurred_at timestamptz not null default now(),
      recorded_at timestamptz not null default clock_timestamp(),
      detail jsonb,
      primary key (tenant_id, id),
      foreign key (tenant_id, message_id) references messages
    );
    create index message_events_message on message_events (tenant_id, message_id, recorded_at);
    select app_private.tenant_table('message_events');
    select app_private.append_only('message_events');

    -- What somebody still has to look at, and when: messages to send, those a process holds (due again when
    -- it has died), those that wait for consent. Apart from the ledger, because an index on the ledger's
    -- status would cost every campaign row its HOT update. The row goes when the message is settled.
    create table outbox (
      tenant_id uuid not null,
      message_id uuid not null,
      due_at timestamptz not null default now(),
      primary key (tenant_id, message_id),
      foreign key (tenant_id, message_id) references messages on delete cascade
    );
    create index outbox_due on outbox (due_at, tenant_id);
    select app_private.tenant_table('outbox');
    grant select (tenant_id, due_at) on outbox to assent_jobs;
    create policy jobs on outbox for select to assent_jobs using (true);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
