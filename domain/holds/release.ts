import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postSignal, postStart } from '../process-outbox/post.ts';
import { encryptValue } from '../encryption/personal.ts';
import { holdsOn } from './in-force.ts';
import { getHold } from './read.ts';
import { holdAad, type HoldRow, type HoldView } from './row.ts';

/**
 * Releases a hold: erasures that waited for it continue, and the next retention run deletes what is due. The record
 * of the hold stays, without the hashes of addresses.
 * @throws AppError not_found, conflict (already released)
 */
export async function releaseHold(
  services: Services,
  ctx: Context,
  id: string,
  { reason }: { reason: string },
): Promise<HoldView> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    const row: HoldRow | undefined = await trx('legal_holds').where({ id }).forUpdate().first();
    if (!row) throw notFound('Hold');
    if (row.released_at) throw conflict('This hold has already been released');
    await trx('legal_holds')
      .where({ id })
      .update({
        released_at: trx.fn.now(),
        released_by_type: ctx.actor.type,
        released_by: ctx.actor.id,
        release_reason_enc: encryptValue(keys, holdAad(ctx.tenantId, id, 'release_reason'), reason),
        addresses: [],
      });
    await recordAudit(trx, ctx, {
      action: 'hold.released',
      entityType: 'hold',
      entityId: id,
      detail: { scope: row.scope },
    });
    await resumeErasures(trx, ctx, id);
  });
  return getHold(services, ctx, id);
}

/**
 * Signals the erasures that no hold keeps any more. After years such a process may no longer exist, so each is started
 * again unless it runs.
 */
async function resumeErasures(trx: Trx, ctx: Context, holdId: string): Promise<void> {
  const { tenantId } = ctx;
  const waiting: Waiting[] = await trx('privacy_erasures')
    .where({ status: 'on_hold' })
    .select('id', 'workflow_id', 'contact_id', 'addresses');
  for (const { id, workflow_id, contact_id: contactId, addresses } of waiting) {
    const bidxs = addresses.map(({ bidx }) => Buffer.from(bidx, 'hex'));
    if ((await holdsOn(trx, { contactId, addresses: bidxs })).length) continue;
    const input = { tenantId, id };
    await postStart(trx, ctx, 'privacy-erasure', workflow_id, input, { again: true });
    await postSignal(trx, ctx, 'privacy-erasure', [workflow_id], 'holdReleased', { holdId });
  }
}

type Waiting = {
  id: string;
  workflow_id: string;
  contact_id: string | null;
  addresses: { bidx: string }[];
};
