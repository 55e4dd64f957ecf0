import type { Knex } from 'knex';

/** Members get tests of templates and campaigns, at addresses of their own that they have proved. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table member_addresses (
      tenant_id uuid not null references tenants,
      -- Of the identity library; one address of each channel.
      user_id uuid not null,
      channel text not null check (channel in ('sms', 'email')),
      address_bidx bytea not null,
      address_enc bytea not null,
      -- Whose code proves it.
      verification_id uuid not null,
      proved_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (tenant_id, user_id, channel),
      -- Ends with the membership.
      foreign key (tenant_id, user_id) references auth.member ("organizationId", "userId") on delete cascade
    );
    comment on table member_addresses is
      '[identity] an address of a member, proved by a code: where tests go';
    select app_private.tenant_table('member_addresses');

    create table test_messages (
      tenant_id uuid not null references tenants,
      id uuid not null,
      user_id uuid not null,
      channel text not null check (channel in ('sms', 'email')),
      template_id uuid,
      campaign_id uuid,
      status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'uncertain')),
      error_code text,
      -- Address and words; emptied once it was handed over.
      content_enc bytea,
      created_at timestamptz not null default now(),
      claimed_at timestamptz,
      primary key (tenant_id, id),
      foreign key (tenant_id, user_id) references auth.member ("organizationId", "userId") on delete cascade
    );
    comment on table test_messages is
      '[messaging] a test to a member: no message of the ledger, and counted nowhere';
    create index test_messages_due on test_messages (tenant_id, created_at) where status in ('queued', 'sending');
    create index test_messages_of on test_messages (tenant_id, user_id, created_at);
    select app_private.tenant_table('test_messages');
    grant select (tenant_id, status, created_at) on test_messages to assent_jobs;
    create policy jobs on test_messages for select to assent_jobs using (status = 'queued');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
