import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { AuditAction } from '../../audit/sentences.contract.ts';
import type { Context, Services } from '../../context.ts';
import { remindAt, type RequestRow } from './row.ts';
import { untilNextMark } from './stands.ts';

/**
 * Records once each that the end of a request's month is near and that it has passed, for colleagues to see.
 * @returns milliseconds until the next record; null when there is none any more
 */
export const watchMonth = (services: Services, ctx: Context, id: string): Promise<number | null> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: RequestRow | undefined = await trx('privacy_requests').where({ id }).forUpdate().first(); // prettier-ignore
    if (!row) return null;
    const now = timeOf(trx);
    for (const { column, at, action } of marksOf(row)) {
      if (at > now || row[column] || untilNextMark(row, now) === null) continue;
      await mark(trx, ctx, row, column, action);
      row[column] = now;
    }
    return untilNextMark(row, now);
  });

type Mark = { column: 'reminded_at' | 'overdue_at'; at: Date; action: AuditAction };

const marksOf = ({ due_at: due }: RequestRow): Mark[] =>
  due
    ? [
        { column: 'reminded_at', at: remindAt(due), action: 'privacy_request.due_soon' },
        { column: 'overdue_at', at: due, action: 'privacy_request.overdue' },
      ]
    : [];

async function mark(
  trx: Trx,
  ctx: Context,
  { id, kind, due_at }: RequestRow,
  column: Mark['column'],
  action: AuditAction,
): Promise<void> {
  await trx('privacy_requests')
    .where({ id })
    .update({ [column]: timeOf(trx) });
  await recordAudit(trx, ctx, {
    action,
    entityType: 'privacy_request',
    entityId: id,
    detail: { kind, due_at: due_at?.toISOString() },
  });
}
