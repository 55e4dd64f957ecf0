import type { Knex } from 'knex';

/* Whether whoever asks may see contacts: only then names are replaced by the contacts there are. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'alter table assistant_calls add column sees_people boolean not null default true',
  );
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
