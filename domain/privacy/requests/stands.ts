import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../../context.ts';
import { remindAt, type RequestRow } from './row.ts';

/** A request's standing, for its process. Times in milliseconds from now. */
export type RequestStands = Pick<RequestRow, 'kind' | 'status'> & {
  /** Until its code has certainly expired; 0 once it has, or was not needed. */
  codeEndsMs: number;
  /** Until the next record about its month is due; null when there is none any more. */
  nextMarkMs: number | null;
  /** The process that carries it out, once it is decided. */
  processId: string | null;
};

/** An hour: longer than any code is valid. */
export const CODE_ENDS_MS = 60 * 60_000;

/** Returns a request's standing; null when it does not exist any more (an erasure deletes unproved ones). */
export const requestStands = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<RequestStands | null> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: RequestRow | undefined = await trx('privacy_requests').where({ id }).first();
    const now = timeOf(trx);
    return row
      ? {
          kind: row.kind,
          status: row.status,
          codeEndsMs: Math.max(row.asked_at.getTime() + CODE_ENDS_MS - now.getTime(), 0),
          nextMarkMs: untilNextMark(row, now),
          processId: row.process_id,
        }
      : null;
  });

/**
 * Returns milliseconds until the next record about its month: its end is near, or has passed. Null: there is none.
 */
export function untilNextMark(
  row: Pick<RequestRow, 'due_at' | 'reminded_at' | 'overdue_at' | 'status'>,
  now: Date,
): number | null {
  if (!row.due_at || (row.status !== 'open' && row.status !== 'under_way')) return null;
  const next = row.overdue_at ? null : row.reminded_at ? row.due_at : remindAt(row.due_at);
  return next && Math.max(next.getTime() - now.getTime(), 0);
}
