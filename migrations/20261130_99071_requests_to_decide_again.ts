import type { Knex } from 'knex';

/* Requests whose copy or erasure has failed stayed under way for ever: they are open again. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    update privacy_requests q
    set status = 'open', decided_at = null, decided_by_type = null, decided_by = null, told_at = null, told = null
    where q.status = 'under_way' and (
      exists (select from privacy_exports x
        where x.tenant_id = q.tenant_id and x.id = q.process_id and x.status in ('failed', 'revoked'))
      or exists (select from privacy_erasures e
        where e.tenant_id = q.tenant_id and e.id = q.process_id and e.status = 'failed'));
  `);
}

export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
