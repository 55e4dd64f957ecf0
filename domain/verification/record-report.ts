import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { endVerification } from '../pending-codes/end.ts';
import { settleSend } from './settle.ts';

type Billed = { price: string | null; currency: string | null; segments: number | null };

/** A provider's report about a code it took. `before` are the deliveries that may precede this one. */
export type CodeReport = {
  id: string;
  delivery: string;
  before: readonly string[];
  /** The code will not arrive. */
  failed: boolean;
  providerMessageId: string;
  errorCode: string | null;
  /** As billed, where the report says so. */
  billed?: Billed | undefined;
};

/**
 * Applies a report about a code: shows it, settles its price, and ends a verification whose code will not arrive. A
 * report about a code that was replaced by another changes nothing.
 */
export async function recordCodeReport(trx: Trx, ctx: Context, report: CodeReport): Promise<void> {
  const v = await Verification.query(trx).findOne({ id: report.id }).forUpdate();
  if (!v) return;
  if (v.provider_message_id && v.provider_message_id !== report.providerMessageId) return;
  if (report.billed) await settleLast(trx, v, report.billed);
  if (v.delivery !== 'unknown' && !report.before.includes(v.delivery)) return;
  const ends = report.failed && v.status === 'pending' && v.sent >= v.sends;
  await Verification.query(trx)
    .where({ id: v.id })
    .patch({ delivery: report.delivery, updated_at: timeOf(trx) });
  if (!ends) return;
  await endVerification(trx, v.id, 'undeliverable');
  await recordAudit(trx, ctx, {
    action: 'verification.undeliverable',
    entityType: 'verification',
    entityId: v.id,
    detail: { delivery: report.delivery, ...(report.errorCode ? { code: report.errorCode } : {}) },
  });
}

/** Settles the price of a code that is reported after everything else; ignores one for a code that was replaced. */
export async function settleCode(
  trx: Trx,
  {
    id,
    providerMessageId,
    billed,
  }: Pick<CodeReport, 'id' | 'providerMessageId'> & { billed: Billed },
): Promise<void> {
  const v = await Verification.query(trx).findOne({ id, provider_message_id: providerMessageId });
  if (v) await settleLast(trx, v, billed);
}

async function settleLast(
  trx: Trx,
  v: Verification,
  { price, currency, segments }: Billed,
): Promise<void> {
  const send = { verification_id: v.id, send: Math.max(1, v.sent) };
  if (price !== null && currency !== null) {
    await settleSend(trx, send, { basis: 'provider', price, currency, segments });
  } else if (segments !== null) {
    await settleSend(trx, send, { basis: 'counted', segments });
  }
}
