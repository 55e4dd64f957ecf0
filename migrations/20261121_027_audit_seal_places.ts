import type { Knex } from 'knex';

/** The seal over a place is found by one look, however many seals there are. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `create unique index audit_seals_places on audit_seals (tenant_id, first_position)`,
  );
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
