import type { Knex } from 'knex';

/*
 * Why a file is read as it is, and each column taken for what it is: shown before anything is imported, so that a
 * wrong guess is seen. Headers and reasons, no values.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table imports add column guesses jsonb not null
      default '{"encoding": "", "delimiter": "", "columns": []}';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
