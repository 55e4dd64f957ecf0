import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import type { AuditAction } from './sentences.contract.ts';

export type AuditEntry = {
  /** `<entity>.<verb in the past>`, e.g. `consent.granted`; each has a sentence in sentences.contract.ts. */
  action: AuditAction;
  entityType: string;
  entityId: string;
  /** Ids, states and names of fields; never personal data. */
  detail?: Record<string, unknown>;
};

/** Inserts an audit row in the transaction of the change, so that neither exists without the other. */
export const recordAudit = (trx: Trx, ctx: Context, entry: AuditEntry): Promise<void> =>
  recordAudits(trx, ctx, [entry]);

const BATCH = 500;

/** Inserts many audit rows in the transaction of the change. */
export async function recordAudits(
  trx: Trx,
  ctx: Context,
  entries: readonly AuditEntry[],
): Promise<void> {
  const rows = entries.map((entry) => ({
    tenant_id: ctx.tenantId,
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    detail: JSON.stringify(entry.detail ?? {}),
    request_id: ctx.requestId,
  }));
  // batchInsert opens its own savepoint: two more round trips, which a single statement does not need.
  if (rows.length <= BATCH) {
    if (rows.length) await trx('audit_log').insert(rows);
  } else await trx.batchInsert('audit_log', rows, BATCH);
}
