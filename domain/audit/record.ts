import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';

export type AuditEntry = {
  /** `<entity>.<verb in the past>`, e.g. `consent.granted`. */
  action: string;
  entityType: string;
  entityId: string;
  /** Ids, states and names of fields; never personal data. */
  detail?: Record<string, unknown>;
};

/** Adds an audit row inside the change's own transaction, so that neither exists without the other. */
export async function recordAudit(trx: Trx, ctx: Context, entry: AuditEntry): Promise<void> {
  await trx('audit_log').insert({
    tenant_id: ctx.tenantId,
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    detail: JSON.stringify(entry.detail ?? {}),
    request_id: ctx.requestId,
  });
}
