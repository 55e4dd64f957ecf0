import type { Knex } from 'knex';

/** What a person was told about their request, once: the answer goes out at most one time. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table privacy_requests
      -- Who wrote it down: the person themselves behind their link, or a colleague for a letter or a call.
      add column asked_by_type text not null default 'person',
      add column asked_by text,
      add column told_at timestamptz,
      add column told text check (told in ('sent', 'failed', 'uncertain')),
      add constraint privacy_requests_told check ((told is null) or told_at is not null);
    create index privacy_requests_due on privacy_requests (tenant_id, due_at, id)
      where status in ('open', 'under_way');
    -- One question of a kind at a time about one address.
    create unique index privacy_requests_open on privacy_requests (tenant_id, kind, channel, address_bidx)
      where status in ('open', 'under_way');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
