import type { Knex } from 'knex';

/* How far a replay is can be told only by how many there are. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- How many decisions there are to make again; null until they are counted.
    alter table campaign_replays add column to_decide int;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
