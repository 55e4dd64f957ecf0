import type { Knex } from 'knex';

/*
 * What the assistant may use in a month, and what it has used. Each call to a model is a row; the totals are kept
 * beside them, changed in the same statement, so that one conditional statement can decide about the next call.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table assistant_quotas (
      tenant_id uuid primary key references tenants,
      -- Null: no such limit. Money is in millionths of a US dollar.
      soft_tokens bigint check (soft_tokens >= 0),
      soft_micros bigint check (soft_micros >= 0),
      hard_tokens bigint check (hard_tokens >= 0),
      hard_micros bigint check (hard_micros >= 0),
      user_tokens bigint check (user_tokens >= 0),
      user_micros bigint check (user_micros >= 0),
      conversation_tokens bigint check (conversation_tokens >= 0),
      conversation_micros bigint check (conversation_micros >= 0),
      answer_tokens int not null check (answer_tokens between 16 and 32000),
      version int not null default 1,
      updated_at timestamptz not null default now()
    );
    comment on table assistant_quotas is '[assistant] what the assistant may use in a month';
    select app_private.tenant_table('assistant_quotas');

    create table assistant_providers (
      tenant_id uuid not null references tenants,
      id uuid not null,
      kind text not null check (kind in ('openai', 'anthropic')),
      base_url text not null,
      model text not null,
      key_enc bytea,
      version int not null default 1,
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id)
    );
    comment on table assistant_providers is
      '[assistant] the organization''s own model, its address and its key; without a row the installation''s';
    select app_private.tenant_table('assistant_providers');

    create table assistant_totals (
      tenant_id uuid not null references tenants,
      -- Its first day, in UTC.
      month date not null check (extract(day from month) = 1),
      -- organization, user:<type>:<id> or conversation:<id>
      scope text not null,
      reserved_tokens bigint not null default 0 check (reserved_tokens >= 0),
      reserved_micros bigint not null default 0 check (reserved_micros >= 0),
      used_tokens bigint not null default 0 check (used_tokens >= 0),
      used_micros bigint not null default 0 check (used_micros >= 0),
      calls int not null default 0,
      -- When the owners were told that the soft limit is reached.
      told_at timestamptz,
      primary key (tenant_id, month, scope)
    );
    comment on table assistant_totals is
      '[assistant] sums of the calls of a month: of the organization, of each user and of each conversation';
    select app_private.tenant_table('assistant_totals');

    create table assistant_calls (
      tenant_id uuid not null references tenants,
      -- Of the request.
      id uuid not null,
      status text not null default 'requested'
        check (status in ('requested', 'reserved', 'settled', 'released', 'refused')),
      -- The month that it counts in; null before it is reserved.
      month date,
      conversation_id uuid not null,
      actor_type text not null,
      actor_id text,
      feature text not null check (feature in ('chat', 'editor', 'segment', 'widget')),
      provider text,
      model text,
      reserved_tokens bigint not null default 0,
      reserved_micros bigint not null default 0,
      input_tokens bigint not null default 0,
      cached_tokens bigint not null default 0,
      output_tokens bigint not null default 0,
      cost_micros bigint not null default 0,
      -- Whether the provider reported the usage, or it was counted here: the connection was cut, or the worker died.
      usage_reported boolean,
      -- Which limit refused it; why it failed.
      refused_by text,
      failure text,
      -- Seconds after which a refused provider wants to be asked again.
      retry_after_s int,
      created_at timestamptz not null default clock_timestamp(),
      reserved_at timestamptz,
      -- When it was handed to the provider.
      called_at timestamptz,
      first_token_at timestamptz,
      cancel_asked_at timestamptz,
      ended_at timestamptz,
      primary key (tenant_id, id),
      check (status in ('requested', 'refused') or month is not null),
      check ((status in ('settled', 'released', 'refused')) = (ended_at is not null))
    );
    comment on table assistant_calls is
      '[assistant] one call to a model: what was reserved for it, what it used, who asked, how it ended';
    create index assistant_calls_month on assistant_calls (tenant_id, month, created_at);
    create index assistant_calls_age on assistant_calls (tenant_id, created_at);
    create index assistant_calls_open on assistant_calls (tenant_id, created_at)
      where status in ('requested', 'reserved');
    select app_private.tenant_table('assistant_calls');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
