import type { Knex } from 'knex';

/*
 * What holds an allowed message back for now: the hours of its recipient, and how much they got already.
 * Both are data of the tenant, with source and date, because they differ by country and year.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table message_rules (
      tenant_id uuid primary key references tenants,
      quiet_hours boolean not null default true,
      quiet_channels text[] not null default '{sms}' check (quiet_channels <@ array['sms', 'email']),
      -- Marketing always; messages about something the person asked for only when the tenant wants it.
      quiet_transactional boolean not null default false,
      over_cap text not null default 'hold' check (over_cap in ('hold', 'refuse')),
      version int not null default 1,
      updated_at timestamptz not null default now()
    );
    select app_private.tenant_table('message_rules');

    -- One law or habit: the local hours in which messages may arrive in a region. Region: '*', a country, or
    -- a state of it (ISO 3166). A message goes when every enabled one that covers its person allows it.
    create table quiet_hours (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      region text not null check (region ~ '^([*]|[A-Z]{2}|[A-Z]{2}-[A-Z0-9]{1,3})$'),
      -- [{days: [1..7, Monday is 1], from: "09:00", to: "20:00"}]; a day that is not named is closed.
      hours jsonb not null,
      no_holidays boolean not null default false,
      source text not null,
      as_of date not null,
      enabled boolean not null default true,
      primary key (tenant_id, id),
      unique (tenant_id, region)
    );
    select app_private.tenant_table('quiet_hours');

    create table holidays (
      tenant_id uuid not null references tenants,
      region text not null,
      day date not null,
      name text not null,
      primary key (tenant_id, region, day)
    );
    select app_private.tenant_table('holidays');

    create table frequency_caps (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      -- Null: every marketing purpose together.
      purpose_id uuid,
      channel text not null check (channel in ('sms', 'email')),
      most int not null check (most between 1 and 1000),
      hours int not null check (hours between 1 and 8784),
      primary key (tenant_id, id),
      foreign key (tenant_id, purpose_id) references purposes
    );
    select app_private.tenant_table('frequency_caps');

    -- What an address got lately, only where a cap asks: [{m: message, p: purpose, at}]. One row for each
    -- address, so that its lock orders everybody who wants to send to it.
    create table frequency_uses (
      tenant_id uuid not null references tenants,
      channel text not null check (channel in ('sms', 'email')),
      address_bidx bytea not null,
      uses jsonb not null default '[]',
      primary key (tenant_id, channel, address_bidx)
    );
    select app_private.tenant_table('frequency_uses');

    -- Why a queued message waits until not_before.
    alter table messages add column held text check (held in ('quiet_hours', 'frequency_cap'));

    -- The other way of a message, should the first fail: sealed until it is needed. fallback_id is the row
    -- of the ledger it becomes.
    create table message_fallbacks (
      tenant_id uuid not null references tenants,
      message_id uuid not null,
      fallback_id uuid not null,
      plan_enc bytea,
      used_at timestamptz,
      primary key (tenant_id, message_id),
      unique (tenant_id, fallback_id),
      foreign key (tenant_id, message_id) references messages
    );
    select app_private.tenant_table('message_fallbacks');

    -- Of the chunk that a lane has begun, how far: only those up to this ordinal are in doubt after a crash.
    alter table campaign_lanes add column begun_to int;
    -- How often the provider was asked what became of a message in doubt.
    alter table outbox add column lookups smallint not null default 0;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
