import type { Knex } from 'knex';

/*
 * All spellings of one phone have one key. Keyed hashes are made in process, so this only lists the numbers to look
 * at: every known one, and the blocked ones. The hourly sweep gives a number of an earlier key its own
 * (domain/verification/name-numbers.ts). Until then a text from any number is asked of its organisation.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table known_numbers no force row level security;
    alter table suppressions no force row level security;
    update known_numbers set number_hash = null where number_hash is not null;
    insert into known_numbers (tenant_id, address_bidx)
      select tenant_id, address_bidx from suppressions where channel = 'sms' and address_enc is not null
      on conflict (tenant_id, address_bidx) do nothing;
    alter table known_numbers force row level security;
    alter table suppressions force row level security;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
