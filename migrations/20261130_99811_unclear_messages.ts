import type { Knex } from 'knex';

/*
 * A message that is neither a keyword nor like a withdrawal (a question, thanks) was stored and shown to nobody. It gets a
 * review of its own kind: a person may decide it, and it lapses without effect. Only what may be a withdrawal is one
 * question at a time about one address.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table consent_reviews
      add column kind text not null default 'withdrawal' check (kind in ('withdrawal', 'unclear')),
      drop constraint consent_reviews_status_check,
      add constraint consent_reviews_status_check
        check (status in ('open', 'withdrawn', 'dismissed') or (status = 'undecided' and kind = 'unclear'));
    drop index consent_reviews_open;
    create unique index consent_reviews_open on consent_reviews (tenant_id, channel, address_bidx)
      where status = 'open' and kind = 'withdrawal';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
