import { textArray } from '#lib/binary-array.ts';
import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
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

/** One text for any number of rows: it is parsed and planned as quickly for a thousand as for one. */
const INSERT = `
  insert into audit_log (tenant_id, actor_type, actor_id, request_id, action, entity_type, entity_id, detail)
  select ?::uuid, ?, ?, ?, e.action, e.entity_type, e.entity_id, e.detail
  from unnest(?::text[], ?::text[], ?::text[], ?::jsonb[]) with ordinality
    as e(action, entity_type, entity_id, detail, place)
  order by e.place`;

/** Inserts many audit rows in the transaction of the change. */
export async function recordAudits(
  trx: Trx,
  ctx: Context,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (!entries.length) return;
  await trx.raw(INSERT, [
    ctx.tenantId,
    ctx.actor.type,
    ctx.actor.id,
    ctx.requestId,
    entries.map((entry) => entry.action),
    entries.map((entry) => entry.entityType),
    entries.map((entry) => entry.entityId),
    entries.map((entry) => JSON.stringify(entry.detail ?? {})),
  ]);
}

const INSERT_SAME = `
  insert into audit_log (tenant_id, actor_type, actor_id, request_id, action, entity_type, entity_id, detail)
  select ?::uuid, ?, ?, ?, ?, ?, e.id, ?::jsonb
  from unnest(?::text[]) with ordinality as e(id, place)
  order by e.place`;

/** Inserts an audit row for each of many entities to which the same was done, in the transaction of the change. */
export async function recordSameAudits(
  trx: Trx,
  ctx: Context,
  { action, entityType, detail }: Omit<AuditEntry, 'entityId'>,
  entityIds: readonly string[],
): Promise<void> {
  if (!entityIds.length) return;
  await prepared(trx, INSERT_SAME, [
    ctx.tenantId,
    ctx.actor.type,
    ctx.actor.id,
    ctx.requestId,
    action,
    entityType,
    JSON.stringify(detail ?? {}),
    textArray(entityIds),
  ]);
}
