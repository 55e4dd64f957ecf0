import type { Knex } from 'knex';

/*
 * Who was erased comes back by an act of their own that proves the address, and not before. What they ask for in a
 * form is kept in one sealed value beside the code, and the check sees to it that no code that has ended holds one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table verifications
      add column held_enc bytea,
      add constraint verifications_held check (held_enc is null or status = 'pending');
    comment on column verifications.held_enc is
      'sign-up of somebody who was erased, with their address: until the code proves it, or ends';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
