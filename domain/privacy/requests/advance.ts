import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { AuditAction } from '../../audit/sentences.contract.ts';
import type { Context, Services } from '../../context.ts';
import { assertAwake } from '../../senders/sender-rests.ts';
import { startErasure } from '../erasure/request.ts';
import { workflowId } from '../../processes.ts';
import { writeAnswer, type Answer } from './answer.ts';
import { remindAt, type RequestRow } from './row.ts';

export type RequestProgress = { status: RequestRow['status']; waitMs: number };

/** Hands an answer over. Never throws for what a provider does. @returns what became of it */
export type Tell = (answer: Answer) => Promise<'sent' | 'failed' | 'uncertain'>;

/**
 * Brings a request to where it should be: says that its end is near, and that it is over; tells the person once it is
 * decided.
 * @returns how long to wait before there is something to do; 0 when it is over
 * @throws SenderRests when the person is to be told just now
 */
export async function advanceRequest(
  services: Services,
  ctx: Context,
  id: string,
  tell: Tell,
): Promise<RequestProgress> {
  const { row, now } = await services.db.withTenant(ctx, async (trx) => ({
    row: await watchClock(trx, ctx, id),
    now: timeOf(trx),
  }));
  if (!row) return { status: 'unproven', waitMs: 0 };
  if (row.status === 'unproven') return { status: row.status, waitMs: untilCodeEnds(row, now) };
  // An erasure is told before it begins: afterwards nobody is left to tell.
  const decided = row.status === 'refused' || row.status === 'done' || (row.status === 'under_way' && row.kind === 'erasure'); // prettier-ignore
  if (decided) await answer(services, ctx, row, tell);
  if (row.status === 'under_way' && row.kind === 'erasure' && row.process_id) {
    const process = workflowId('privacy-erasure', ctx.tenantId, row.process_id);
    await startErasure(services, ctx, { id: row.process_id, workflow_id: process });
  }
  if (row.status === 'done' || row.status === 'refused') return { status: row.status, waitMs: 0 };
  return { status: row.status, waitMs: untilNextMark(row, now) };
}

/** An hour is more than any code lives. */
const CODE_ENDS_MS = 60 * 60_000;
const untilCodeEnds = (row: RequestRow, now: Date): number =>
  Math.max(row.asked_at.getTime() + CODE_ENDS_MS - now.getTime(), 0);

/** After its end there is no further mark; it is looked at each day until it is decided. */
function untilNextMark({ due_at }: RequestRow, now: Date): number {
  const marks = due_at ? [remindAt(due_at), due_at] : [];
  const next = marks.find((mark) => mark > now);
  return next ? next.getTime() - now.getTime() : 24 * 60 * 60_000;
}

/** Writes down, once each, that the end is near and that it has passed. */
async function watchClock(trx: Trx, ctx: Context, id: string): Promise<RequestRow | null> {
  const now = timeOf(trx);
  const row: RequestRow | undefined = await trx('privacy_requests').where({ id }).forUpdate().first(); // prettier-ignore
  if (!row?.due_at || (row.status !== 'open' && row.status !== 'under_way')) return row ?? null;
  const say = async (column: 'reminded_at' | 'overdue_at', action: AuditAction): Promise<void> => {
    await trx('privacy_requests')
      .where({ id })
      .update({ [column]: now });
    await recordAudit(trx, ctx, {
      action,
      entityType: 'privacy_request',
      entityId: id,
      detail: { kind: row.kind, due_at: row.due_at?.toISOString() },
    });
  };
  if (!row.reminded_at && remindAt(row.due_at) <= now) {
    await say('reminded_at', 'privacy_request.due_soon');
  }
  if (!row.overdue_at && row.due_at <= now) await say('overdue_at', 'privacy_request.overdue');
  return row;
}

/** At most once: whoever has claimed it and died leaves it uncertain. @throws SenderRests */
async function answer(
  services: Services,
  ctx: Context,
  row: RequestRow,
  tell: Tell,
): Promise<void> {
  const claimed: number = await services.db.withTenant(ctx, async (trx) => {
    const count: number = await trx('privacy_requests')
      .where({ id: row.id })
      .whereNull('told_at')
      .update({ told_at: timeOf(trx), told: 'uncertain' });
    if (count) await assertAwake(trx, row.channel);
    return count;
  });
  if (!claimed) return;
  const written = await writeAnswer(services, ctx, row);
  if (!written) return;
  const told = await tell(written);
  await services.db.withTenant(ctx, async (trx) => {
    await trx('privacy_requests').where({ id: row.id }).update({ told });
    await recordAudit(trx, ctx, {
      action: `privacy_request.answer_${told}`,
      entityType: 'privacy_request',
      entityId: row.id,
      detail: { kind: row.kind, status: row.status },
    });
  });
}
