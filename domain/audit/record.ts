import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import type { AuditAction } from './sentences.contract.ts';

export type AuditEntry = {
  /** `<entity>.<verb in the past>`, e.g. `consent.granted`; each has its sentence. */
  action: AuditAction;
  entityType: string;
  entityId: string;
  /** Ids, states and names of fields; never personal data. */
  detail?: Record<string, unknown>;
};

/** Adds an audit row inside the change's own transaction, so that neither exists without the other. */
export const recordAudit = (trx: Trx, ctx: Context, entry: AuditEntry): Promise<void> =>
  recordAudits(trx, ctx, [entry]);

const BATCH = 500;

/** The same for many rows. */
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
  // A batch opens a savepoint of its own: two more round trips, for nothing when there is one statement.
  if (rows.length <= BATCH) {
    if (rows.length) await trx('audit_log').insert(rows);
  } else await trx.batchInsert('audit_log', rows, BATCH);
}
