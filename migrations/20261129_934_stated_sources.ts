import type { Knex } from 'knex';

/*
 * A form or the preference centre is a road that only the person takes. Where a caller of the API names it, that is
 * what the caller says, and the event says so; our own pages leave it false.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table consent_events add source_stated boolean not null default false;
    comment on column consent_events.source_stated is
      'the source is one only the person can take, and a caller of the API says so';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
