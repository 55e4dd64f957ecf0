import type { Knex } from 'knex';

/*
 * Public sign-up forms. What a visitor was shown is kept once per text (form_snapshots, append-only, signed);
 * a submission points to it and to the verification it led to, so that it holds no personal data itself.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table forms (
      tenant_id uuid not null references tenants,
      id uuid not null default uuidv7(),
      -- The last part of its public address. 'opt-in' is the form every organisation has.
      slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9]|)$'),
      name text not null check (char_length(name) between 1 and 120),
      -- Texts, look, channels, languages, protection: domain/forms/contract.ts.
      settings jsonb not null,
      active boolean not null default true,
      version int not null default 1,
      archived_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (tenant_id, id)
    );
    create unique index forms_slug on forms (tenant_id, slug) where archived_at is null;
    create index forms_newest on forms (tenant_id, created_at desc, id desc);
    select app_private.tenant_table('forms');

    -- What a form asks for, in order; none: every marketing purpose.
    create table form_purposes (
      tenant_id uuid not null,
      form_id uuid not null,
      purpose_id uuid not null,
      position int not null,
      primary key (tenant_id, form_id, purpose_id),
      foreign key (tenant_id, form_id) references forms,
      foreign key (tenant_id, purpose_id) references purposes
    );
    select app_private.tenant_table('form_purposes');

    create table form_snapshots (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      form_id uuid not null,
      form_version int not null,
      language text not null,
      channel text not null check (channel in ('sms', 'email')),
      -- Over the canonical JSON of what was shown; signed with the tenant's signing key.
      sha256 bytea not null,
      signature bytea not null,
      shown jsonb not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, sha256),
      foreign key (tenant_id, form_id) references forms
    );
    select app_private.tenant_table('form_snapshots');
    select app_private.append_only('form_snapshots');

    create table form_submissions (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      form_id uuid not null,
      snapshot_id uuid not null,
      verification_id uuid,
      -- How it was told from a bot's: proof of work, a used ticket of ours, nothing but limits.
      proof text not null check (proof in ('work', 'ticket', 'none')),
      -- The site the form stood on, when that was not ours.
      embedded_on text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      foreign key (tenant_id, form_id) references forms,
      foreign key (tenant_id, snapshot_id) references form_snapshots,
      foreign key (tenant_id, verification_id) references verifications on delete set null (verification_id)
    );
    create index form_submissions_form on form_submissions (tenant_id, form_id, created_at desc);
    create index form_submissions_verification on form_submissions (tenant_id, verification_id);
    select app_private.tenant_table('form_submissions');

    -- Tickets of forms that have been used: each works once.
    create table form_tickets (
      tenant_id uuid not null references tenants,
      nonce text not null,
      expires_at timestamptz not null,
      primary key (tenant_id, nonce)
    );
    create index form_tickets_expired on form_tickets (tenant_id, expires_at);
    select app_private.tenant_table('form_tickets');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
