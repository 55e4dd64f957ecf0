import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import type { ErasureStatus } from '../contract.ts';
import { bidxs } from '../subject.ts';
import { holdsOver } from './holds.ts';
import type { ErasureRow } from './row.ts';

/** `erased`: everything is gone, the certificate is still to be made. */
export type ErasureStands = {
  status: Exclude<ErasureStatus, 'pending'> | 'erased';
  /** How many legal holds keep the person's data. */
  holds: number;
};

/** Takes an erasure up, or lays it aside for a legal hold; whichever is new leaves its line in the audit. */
export const beginErasure = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<ErasureStands> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: ErasureRow | undefined = await trx('privacy_erasures')
      .where({ id })
      .forUpdate()
      .first();
    if (!row || row.status === 'completed') return { status: 'completed', holds: 0 };
    if (row.status === 'failed') return { status: 'failed', holds: 0 };
    if (row.finished_at) return { status: 'erased', holds: 0 };
    const subject = { contactId: row.contact_id, addresses: row.addresses };
    // A release at the same moment either is seen here, or sees that this erasure waits for it.
    const held = await holdsOver(trx, { ...subject, bidxs: bidxs(subject) }, { lock: true });
    const status = held.length ? 'on_hold' : 'running';
    await trx('privacy_erasures')
      .where({ id })
      .update({
        status,
        updated_at: trx.fn.now(),
        ...(status === 'running' ? { started_at: row.started_at ?? trx.fn.now() } : {}),
      });
    const isNew = status === 'on_hold' ? row.status !== 'on_hold' : row.started_at === null;
    if (isNew) {
      await recordAudit(trx, ctx, {
        action: status === 'on_hold' ? 'erasure.held' : 'erasure.started',
        entityType: 'erasure',
        entityId: id,
        detail: {
          contact_id: row.contact_id,
          ...(held.length ? { holds: held } : {}),
        },
      });
    }
    return { status, holds: held.length };
  });
