import type { Knex } from 'knex';

/*
 * Roles are made by bin/migrate (they carry the database's name); grants go to three group roles:
 *   assent_app   the API and the workers: one tenant at a time, by row-level security
 *   assent_jobs  cross-tenant sweeps: sees which tenants have work, little more
 *   assent_auth  the identity library, in its own schema
 * `tenant_table(name)` gives a table what every tenant table must have; test/database/catalogue.test.ts
 * fails for any table with a tenant_id that lacks it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema if not exists app_private;

    create function app_private.tenant_table(name regclass) returns void language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', name);
      execute format('alter table %s force row level security', name);
      execute format(
        'create policy tenant on %s to assent_app
           using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', name);
      execute format('grant select, insert, update, delete on %s to assent_app', name);
    end $$;

    -- History is added to, never rewritten: the runtime role may insert and read.
    create function app_private.append_only(name regclass) returns void language plpgsql as $$
    begin
      execute format('revoke update, delete on %s from assent_app', name);
    end $$;

    create table tenants (
      tenant_id uuid primary key,
      slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9]|)$'),
      name text not null check (char_length(name) between 1 and 200),
      status text not null default 'active' check (status in ('active', 'suspended')),
      country char(2) not null default 'US',
      time_zone text not null default 'UTC',
      locale text not null default 'en',
      brand_color text not null default '#0b6e4f',
      settings jsonb not null default '{}',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    select app_private.tenant_table('tenants');
    revoke delete on tenants from assent_app;
    grant select on tenants to assent_jobs;
    create policy jobs on tenants for select to assent_jobs using (true);

    -- Data keys of a tenant, wrapped by the master key. kind: data (AES-256-GCM), index (HMAC).
    create table tenant_keys (
      tenant_id uuid not null references tenants,
      kind text not null check (kind in ('data', 'index', 'suppression', 'signing')),
      version int not null check (version between 1 and 65535),
      wrapped bytea not null,
      created_at timestamptz not null default now(),
      retired_at timestamptz,
      primary key (tenant_id, kind, version)
    );
    select app_private.tenant_table('tenant_keys');

    create table audit_log (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      seq bigint generated always as identity,
      occurred_at timestamptz not null default clock_timestamp(),
      actor_type text not null check (actor_type in ('user', 'api_key', 'person', 'system', 'provider')),
      actor_id text,
      action text not null,
      entity_type text not null,
      entity_id text not null,
      detail jsonb not null default '{}',
      request_id text,
      primary key (tenant_id, id)
    );
    create index audit_log_entity on audit_log (tenant_id, entity_type, entity_id, seq desc);
    create index audit_log_seq on audit_log (tenant_id, seq desc);
    select app_private.tenant_table('audit_log');
    select app_private.append_only('audit_log');

    create table idempotency_keys (
      tenant_id uuid not null references tenants,
      key text not null,
      operation text not null,
      body_hash bytea not null,
      -- The id of what the request makes: a repeat after a crash meets the same row instead of a second one.
      resource_id uuid not null default uuidv7(),
      status int,
      response_enc bytea,
      created_at timestamptz not null default now(),
      primary key (tenant_id, key)
    );
    create index idempotency_keys_age on idempotency_keys (tenant_id, created_at);
    select app_private.tenant_table('idempotency_keys');
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
