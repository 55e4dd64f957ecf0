import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../../context.ts';
import { remindAt, type RequestRow } from './row.ts';

/** How a request stands, as its process needs it. Times in milliseconds from now. */
export type RequestStands = Pick<RequestRow, 'kind' | 'status'> & {
  /** Until the code that proves it is certainly over; 0 once it is, or was not needed. */
  codeEndsMs: number;
  /** Until something has to be written down about its month; null when there is nothing any more. */
  nextMarkMs: number | null;
  /** What carries it out, once it is decided. */
  processId: string | null;
};

/** An hour is more than any code lives. */
export const CODE_ENDS_MS = 60 * 60_000;

/** Null: there is none any more (an erasure takes those that nobody proved). */
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

/** Until the next moment of its month that has to be written down: its end is near, it is over. Null: there is none. */
export function untilNextMark(
  row: Pick<RequestRow, 'due_at' | 'reminded_at' | 'overdue_at' | 'status'>,
  now: Date,
): number | null {
  if (!row.due_at || (row.status !== 'open' && row.status !== 'under_way')) return null;
  const next = row.overdue_at ? null : row.reminded_at ? row.due_at : remindAt(row.due_at);
  return next && Math.max(next.getTime() - now.getTime(), 0);
}
