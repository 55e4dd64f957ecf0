import type { Knex } from 'knex';

/*
 * When a withdrawal that stands was last said again without an event of its own. Within an hour a repeat adds nothing
 * to the history, but what the person said last is what a yes of between has to come after.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table consents
      add said_again_at timestamptz,
      add said_again_source text,
      add check ((said_again_at is null) = (said_again_source is null));
    comment on column consents.said_again_at is
      'when the withdrawal that stands was last said again, where that has no event';
    comment on column consents.said_again_source is 'by which road';
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
