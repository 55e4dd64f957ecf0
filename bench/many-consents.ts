import pg from 'pg';
import type { Context } from '#domain/context.ts';

/*
 * Millions of consents, created inside the database. Their creation is not measured, so triggers and foreign keys are
 * off. Seven in ten are granted, the others withdrawn, pending or from an unproven import; one address in a hundred
 * is blocked.
 */
const STATES = `(array['granted', 'granted', 'granted', 'granted', 'granted', 'granted', 'granted',
  'withdrawn', 'pending', 'imported_unproven'])[1 + n % 10]`;
const ADDRESS = `sha256(n::text::bytea)`;

/**
 * Creates the consents.
 * @returns addresses by number, in the form that is looked up
 */
export async function makeConsents(
  databaseUrl: string,
  ctx: Context,
  purposeId: string,
  count: number,
): Promise<void> {
  const owner = new pg.Client(databaseUrl);
  await owner.connect();
  try {
    await owner.query(`set session_replication_role = replica`);
    await owner.query(
      `insert into consents (tenant_id, id, address_bidx, address_enc, channel, purpose_id, state,
         granted_event_id, last_event_id, captured_at)
       select $1, uuidv7(), ${ADDRESS}, ${ADDRESS} || ${ADDRESS}, 'email', $2, ${STATES},
         event, event, now() - n * interval '1 second'
       from (select n, uuidv7() as event from generate_series(1, $3::int) as n) as made`,
      [ctx.tenantId, purposeId, count],
    );
    await owner.query(
      `insert into consent_events (tenant_id, id, consent_id, action, state_after, source, actor_type, captured_at)
       select tenant_id, last_event_id, id, 'grant', state, 'web_form', 'person', captured_at
       from consents where tenant_id = $1`,
      [ctx.tenantId],
    );
    await owner.query(
      `insert into suppressions (tenant_id, channel, address_bidx, reason)
       select $1, 'email', ${ADDRESS}, 'hard_bounce' from generate_series(1, $2::int, 100) as n`,
      [ctx.tenantId, count],
    );
    await owner.query('vacuum analyze consents, consent_events, suppressions, purposes, tenants');
  } finally {
    await owner.end();
  }
}
