import type { Knex } from 'knex';

/** How a text was written and what it costs: counted when it is handed over, settled by the provider's report. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table messages
      add sms_encoding text check (sms_encoding in ('GSM-7', 'UCS-2')),
      add sms_segments int,
      add price numeric(12, 6),
      add currency char(3),
      -- counted (as handed over), provider (as billed)
      add price_basis text check (price_basis in ('counted', 'provider'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
