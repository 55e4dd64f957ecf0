import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../../context.ts';
import type { ExportRecord } from './row.ts';

/** A copy's standing. `waitMs`: until its time is over; 0 when nothing is left to do. */
export type CopyStands = { status: ExportRecord['status']; waitMs: number };

/**
 * Deletes the file of a copy that expired or was revoked or erased. Those acts change the row; this deletes the file,
 * even if their process died. A copy that may still be fetched stays.
 */
export async function endCopy(services: Services, ctx: Context, id: string): Promise<CopyStands> {
  const { row, now } = await services.db.withTenant(ctx, async (trx) => ({
    row: await find(trx, id),
    now: timeOf(trx),
  }));
  if (!row) return { status: 'erased', waitMs: 0 };
  const { status } = row;
  if (status === 'pending') return { status, waitMs: 0 };
  if (status === 'ready') {
    const left = (row.expires_at?.getTime() ?? 0) - now.getTime();
    if (left > 0) return { status, waitMs: left };
    await services.db.withTenant(ctx, (trx) =>
      trx('privacy_exports')
        .where({ id, status })
        .update({ status: 'expired', updated_at: trx.fn.now() }),
    );
  }
  await services.files.remove(row.file_key);
  return { status: status === 'ready' ? 'expired' : status, waitMs: 0 };
}

/** Returns the row of a copy, if it exists. */
export const findCopy = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<ExportRecord | undefined> => services.db.withTenant(ctx, (trx) => find(trx, id));

const find = async (trx: Trx, id: string): Promise<ExportRecord | undefined> =>
  trx('privacy_exports').where({ id }).first();
