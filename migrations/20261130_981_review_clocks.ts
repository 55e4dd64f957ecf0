import type { Knex } from 'knex';

/*
 * The process of a review is started by the outbox of processes, like every other. Reviews whose start had failed are
 * posted there; the mark that they were started, and what found those without it, is superfluous.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    insert into process_outbox (tenant_id, id, workflow_id, process, detail)
      select tenant_id, gen_random_uuid(), workflow_id, 'review',
        jsonb_build_object('tenantId', tenant_id, 'id', id)
      from consent_reviews where status = 'open' and started_at is null;
    drop policy jobs on consent_reviews;
    revoke select (tenant_id, id, status, started_at) on consent_reviews from assent_jobs;
    drop index consent_reviews_unstarted;
    alter table consent_reviews drop column started_at;
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
