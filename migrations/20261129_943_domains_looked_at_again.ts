import type { Knex } from 'knex';

/** Domains that are proved are looked at again each day, whosever they are: by ids only. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    grant select (tenant_id, id, checked_at, proved_at) on sending_domains to assent_jobs;
    create policy jobs on sending_domains for select to assent_jobs using (proved_at is not null);
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
