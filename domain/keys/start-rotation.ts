import { conflict } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import type { RotationRequest } from './contract.ts';
import { getRotation, type RotationView } from './read.ts';

/** The delays of a rotation, in milliseconds. */
export type RotationPace = {
  /** From the announcement of a version to its use. Longer than any process uses keys without a check for new ones. */
  aheadMs: number;
  /** From its use until no transaction writes with the old version. Longer than a transaction may last (2 minutes). */
  settleMs: number;
};
export const PACE: RotationPace = { aheadMs: 60_000, settleMs: 5 * 60_000 };

const DAY = 86_400_000;

/**
 * Announces the next version of a key and starts the process that moves everything to it. Only one rotation per kind
 * runs at a time.
 * @throws AppError conflict while one is running; unavailable while Temporal cannot be reached (then nothing is
 *   started)
 */
export async function startRotation(
  services: Services,
  ctx: Context,
  { kind, keep_days }: RotationRequest,
  pace: RotationPace = PACE,
): Promise<RotationView> {
  await services.processes.ping();
  const id = ctx.resourceId ?? newId();
  const { tenantId } = ctx;
  const process = workflowId('key-rotation', tenantId, id);
  await services.db.withTenant(ctx, async (trx) => {
    // Of two simultaneous requests, the second waits and sees the first.
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`rotate:${tenantId}`]);
    if (await trx('key_rotations').where({ id }).first('id')) return;
    const open = trx('key_rotations').where({ kind }).whereIn('status', ['announced', 'running']);
    if (await open.first('id')) throw conflict('This key is being replaced already');
    const now = timeOf(trx).getTime();
    const activeFrom = new Date(now + pace.aheadMs);
    const version = await services.keyring.addVersion(trx, ctx, kind, activeFrom);
    await trx('key_rotations').insert({
      tenant_id: tenantId,
      id,
      kind,
      from_version: version - 1,
      to_version: version,
      active_from: activeFrom,
      settled_from: new Date(activeFrom.getTime() + pace.settleMs),
      keep_until: kind === 'signing' ? new Date(now + keep_days * DAY) : null,
      workflow_id: process,
      requested_by_type: ctx.actor.type,
      requested_by: ctx.actor.id,
    });
    await recordAudit(trx, ctx, {
      action: 'key_rotation.started',
      entityType: 'key_rotation',
      entityId: id,
      detail: { kind, from_version: version - 1, to_version: version },
    });
    await postStart(trx, ctx, 'key-rotation', process, { tenantId, id });
  });
  return getRotation(services, ctx, id);
}
