import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import type { ErasureStatus } from '../contract.ts';
import { bidxs } from '../subject.ts';
import { withAddressesNow } from './addresses-now.ts';
import { holdsOver } from './holds.ts';
import type { ErasureRow } from './row.ts';

/** `erased`: everything is deleted, only the certificate is missing. */
export type ErasureStands = {
  status: Exclude<ErasureStatus, 'pending'> | 'erased';
  /** Number of legal holds on the person's data. */
  holds: number;
};

/** Begins an erasure, or defers it for a legal hold; a change is recorded in the audit log. */
export async function beginErasure(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ErasureStands> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found: ErasureRow | undefined = await trx('privacy_erasures')
      .where({ id })
      .forUpdate()
      .first();
    if (!found || found.status === 'completed') return { status: 'completed', holds: 0 };
    if (found.status === 'failed') return { status: 'failed', holds: 0 };
    if (found.finished_at) return { status: 'erased', holds: 0 };
    const row = await withAddressesNow(trx, ctx, keys, found);
    const subject = { contactId: row.contact_id, addresses: row.addresses };
    // A simultaneous release either is seen here, or sees this waiting erasure.
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
}
