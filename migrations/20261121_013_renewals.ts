import type { Knex } from 'knex';

/** Templates that ask a person, before their consent ends, whether they want to stay. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table templates drop constraint templates_category_check;
    alter table templates add constraint templates_category_check check (category in
      ('invite', 'confirmation', 'transactional', 'promotional', 'opt_out_confirmation', 'renewal'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
