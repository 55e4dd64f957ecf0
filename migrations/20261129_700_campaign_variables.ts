import type { Knex } from 'knex';

/** A campaign has values of its own, for the names its text uses and Assent does not fill in. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table campaigns
      -- {"message": "…"}: approved with the text, the same for everybody.
      add variables jsonb not null default '{}' check (jsonb_typeof(variables) = 'object');
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
