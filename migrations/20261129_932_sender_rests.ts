import type { Knex } from 'knex';

/*
 * A provider that has enough of a sender says so (429, 421, throttling), often with how long. Until then nothing more
 * is handed to it for that sender, by any worker; others go on.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sender_rests (
      tenant_id uuid not null references tenants,
      channel text not null check (channel in ('sms', 'email')),
      until timestamptz not null,
      -- The provider's word for it, and how often in a row it said it.
      code text not null,
      times int not null default 1,
      primary key (tenant_id, channel)
    );
    comment on table sender_rests is '[messaging] until when a provider wants nothing more from a sender';
    select app_private.tenant_table('sender_rests');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
