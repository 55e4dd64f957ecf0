import type { Trx } from '#lib/db.ts';
import { conflict, inUse } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Segment } from '#models/segment.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { NewSegment, SegmentPatch } from '../contacts/conditions/contract.ts';
import { loadSegment, segmentView, type SegmentView } from './read.ts';

/** Creates a segment. @throws AppError conflict (the name is taken) */
export async function createSegment(
  services: Services,
  ctx: Context,
  input: NewSegment,
): Promise<SegmentView> {
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    const again = await Segment.query(trx).findOne({ id });
    if (again) return segmentView(again);
    await assertNameFree(trx, ctx, input.name, id);
    const made = await Segment.query(trx)
      .insert({ tenant_id: ctx.tenantId, id, ...input })
      .returning('*');
    await recordAudit(trx, ctx, { action: 'segment.created', entityType: 'segment', entityId: id });
    return segmentView(made);
  });
}

/**
 * Changes the given fields; campaigns whose audience is not frozen yet use the new rules. @throws AppError not_found,
 * conflict
 */
export async function updateSegment(
  services: Services,
  ctx: Context,
  id: string,
  patch: SegmentPatch,
): Promise<SegmentView> {
  return services.db.withTenant(ctx, async (trx) => {
    await loadSegment(trx, id, true);
    if (patch.name !== undefined) await assertNameFree(trx, ctx, patch.name, id);
    await Segment.query(trx)
      .where({ id })
      .patch({ ...patch, updated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'segment.updated',
      entityType: 'segment',
      entityId: id,
      detail: { fields: Object.keys(patch) },
    });
    return segmentView(await loadSegment(trx, id));
  });
}

/** Deletes a segment. @throws AppError not_found, conflict while a campaign that has not begun uses it */
export async function deleteSegment(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    await loadSegment(trx, id, true);
    const used: { name: string } | undefined = await trx('campaigns')
      .whereIn('status', ['draft', 'scheduled', 'paused'])
      .whereNull('audience_frozen_at')
      .whereRaw(`audience -> 'segment_ids' @> ?::jsonb`, [JSON.stringify([id])])
      .first('name');
    if (used) throw conflict(`The campaign "${used.name}" is for this segment; change it first`);
    await Segment.query(trx).where({ id }).delete();
    await recordAudit(trx, ctx, { action: 'segment.deleted', entityType: 'segment', entityId: id });
  });
}

/**
 * Checks that a name is free. The lock serialises concurrent requests with the same name, so that the second one gets
 * the conflict.
 */
async function assertNameFree(trx: Trx, ctx: Context, name: string, id: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `segments:${ctx.tenantId}`,
  ]);
  const other = await Segment.query(trx).where({ name }).whereNot({ id }).first();
  if (other) throw inUse('name', 'There is already a segment with this name');
}
