import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { recordMessageEvent } from '../messaging/ledger.ts';
import type { MailReport } from './contract.ts';

/**
 * Statuses from which a report may move a mail. Never backwards: a delivery does not undo a bounce, but a bounce may
 * follow a delivery, and a complaint is always final.
 */
const STEPS = {
  delivery: { status: 'delivered', from: ['sending', 'uncertain', 'sent'] },
  bounce: { status: 'bounced', from: ['sending', 'uncertain', 'sent', 'delivered'] },
  complaint: { status: 'complained', from: ['sending', 'uncertain', 'sent', 'delivered', 'bounced'] },
} as const; // prettier-ignore

/** Updates a mail in the ledger, if the report is about its recipient. */
export async function moveMessage(
  trx: Trx,
  ctx: Context,
  messageId: string,
  addressBidx: Buffer,
  report: MailReport,
): Promise<void> {
  const { status, from } = STEPS[report.kind];
  const moved = await trx('messages')
    .where({ id: messageId, address_bidx: addressBidx, channel: 'email' })
    .whereIn('status', [...from])
    .update({
      status,
      ...(report.kind === 'bounce' ? { error_code: report.code?.slice(0, 100) ?? null } : {}),
      sent_at: trx.raw('coalesce(sent_at, now())'),
      updated_at: trx.fn.now(),
    });
  if (!moved) return;
  await recordMessageEvent(trx, ctx, messageId, status, report.code ? { code: report.code } : {});
}
