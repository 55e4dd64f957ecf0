import type { Knex } from 'knex';

/** Domains that an organisation's mails come from: proved by the DNS, each with the key that signs for it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sending_domains (
      tenant_id uuid not null references tenants,
      id uuid not null,
      -- In lower case, as the DNS has it.
      domain text not null,
      -- Names the DKIM key: <selector>._domainkey.<domain>.
      selector text not null,
      public_key text not null,
      dkim_key_enc bytea not null,
      -- What the TXT record at _assent.<domain> has to say.
      ownership_token text not null,
      -- Null: not proved, or no longer.
      proved_at timestamptz,
      proved_by text check (proved_by in ('ownership', 'dkim')),
      -- When the key was last seen in the DNS; null when it was looked for and not there.
      dkim_found_at timestamptz,
      checked_at timestamptz,
      -- {"spf": {"state": "different", "found": ["v=spf1 -all"]}}: what the last check saw.
      seen jsonb not null default '{}' check (jsonb_typeof(seen) = 'object'),
      created_at timestamptz not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, domain)
    );
    comment on table sending_domains is
      '[platform] a domain that mails may come from, how it was proved, and the key that signs for it';
    select app_private.tenant_table('sending_domains');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
