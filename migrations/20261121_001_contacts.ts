import type { Knex } from 'knex';

/*
 * *_enc is sealed with the tenant's data key (lib/crypto.ts), *_bidx is a keyed blind index for exact
 * look-up, name_tokens are keyed prefix tokens for search. Nothing personal stands here in clear.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table contacts (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      email_enc bytea,
      email_bidx bytea,
      phone_enc bytea,
      phone_bidx bytea,
      name_enc bytea,
      search_tokens bytea[] not null default '{}',
      fields_enc bytea,
      locale text,
      time_zone text,
      country char(2),
      tags text[] not null default '{}',
      source text not null default 'api',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      check ((email_enc is null) = (email_bidx is null)),
      check ((phone_enc is null) = (phone_bidx is null))
    );
    create unique index contacts_email on contacts (tenant_id, email_bidx) where email_bidx is not null;
    create unique index contacts_phone on contacts (tenant_id, phone_bidx) where phone_bidx is not null;
    create index contacts_newest on contacts (tenant_id, created_at desc, id desc);
    create index contacts_tags on contacts using gin (tags);
    create index contacts_search on contacts using gin (search_tokens);
    select app_private.tenant_table('contacts');

    create table segments (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      name text not null,
      rules jsonb not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, name)
    );
    select app_private.tenant_table('segments');

    create table imports (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      status text not null default 'pending'
        check (status in ('pending', 'running', 'completed', 'failed', 'canceled')),
      dry_run boolean not null default false,
      -- Each start is a process of its own: first a dry run, then the real one, on the same file.
      run int not null default 0,
      file_key text not null,
      file_size bigint not null,
      delimiter text not null default ',',
      encoding text not null default 'utf-8',
      columns jsonb not null,
      sample_enc bytea,
      mapping jsonb not null,
      options jsonb not null default '{}',
      rows_read int not null default 0,
      total int,
      created int not null default 0,
      updated int not null default 0,
      unchanged int not null default 0,
      failed int not null default 0,
      failure text,
      workflow_id text,
      created_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id)
    );
    create index imports_newest on imports (tenant_id, created_at desc, id desc);
    select app_private.tenant_table('imports');

    create table import_errors (
      tenant_id uuid not null,
      import_id uuid not null,
      row int not null,
      column_name text,
      message text not null,
      record_enc bytea,
      primary key (tenant_id, import_id, row),
      foreign key (tenant_id, import_id) references imports on delete cascade
    );
    select app_private.tenant_table('import_errors');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
