import { Verification } from '#models/verification.ts';
import { systemContext, type Context, type Services } from '../context.ts';
import { recordCodeReport } from '../verification/record-report.ts';
import type { MailReport } from './contract.ts';
import type { MailTarget } from './mail-token.ts';

const DELIVERY = {
  delivery: 'delivered',
  bounce: 'undelivered',
  complaint: 'undelivered',
} as const;

/**
 * Records whether a mailed code has arrived: shows it with its verification, which ends if the code cannot arrive.
 */
export async function recordBouncedCode(
  services: Services,
  target: MailTarget,
  report: MailReport,
  requestId: string,
): Promise<void> {
  const ctx: Context = systemContext(target.tenantId, requestId);
  await services.db.withTenant(ctx, async (trx) => {
    const code = await Verification.query(trx).findOne({ id: target.id, channel: 'email' });
    if (!code) return;
    const delivery = DELIVERY[report.kind];
    await recordCodeReport(trx, ctx, {
      id: code.id,
      delivery,
      before: delivery === 'delivered' ? ['queued', 'sent'] : ['queued', 'sent', 'delivered'],
      failed: report.kind === 'bounce',
      providerMessageId: code.provider_message_id ?? '',
      errorCode: report.code,
    });
  });
}
