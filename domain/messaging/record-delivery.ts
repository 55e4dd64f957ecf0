import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import { suppress } from '../consent/suppressions.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { openContent } from './content.ts';

/** Twilio's ranks: accepted < queued < sending < sent < delivered | undelivered | failed < read. */
export const DELIVERY_STATUSES = [
  'accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'read',
] as const; // prettier-ignore
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export type DeliveryReport = {
  kind: 'message' | 'verification';
  id: string;
  status: DeliveryStatus;
  providerMessageId: string;
  errorCode: string | null;
};

/** What a report makes of a message in the ledger. Reports come late, twice and out of order. */
const LEDGER: Partial<Record<DeliveryStatus, { status: string; from: string[] }>> = {
  sent: { status: 'sent', from: ['sending', 'uncertain'] },
  delivered: { status: 'delivered', from: ['sending', 'uncertain', 'sent'] },
  read: { status: 'delivered', from: ['sending', 'uncertain', 'sent'] },
  undelivered: { status: 'failed', from: ['sending', 'uncertain', 'sent'] },
  failed: { status: 'failed', from: ['sending', 'uncertain', 'sent'] },
};

/** The number said no, or there is nobody behind it: do not try it again. */
const BLOCKS: Record<string, 'provider_block' | 'hard_bounce'> = {
  '21610': 'provider_block',
  '30005': 'hard_bounce',
  '30006': 'hard_bounce',
};

/** Takes in one delivery report. A report that brings nothing new changes nothing. */
export async function recordDelivery(
  services: Services,
  ctx: Context,
  report: DeliveryReport,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, (trx) =>
    report.kind === 'verification'
      ? ofVerification(trx, report)
      : ofMessage(trx, ctx, keys, report),
  );
}

async function ofVerification(trx: Trx, { id, status }: DeliveryReport): Promise<void> {
  await trx('verifications')
    .where({ id })
    .whereNotIn('delivery', ['delivered', 'undelivered', 'failed', 'read'])
    .whereRaw(`not (delivery = 'sent' and ? in ('accepted', 'queued', 'sending'))`, [status])
    .update({ delivery: status, updated_at: trx.fn.now() });
}

async function ofMessage(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { id, status, providerMessageId, errorCode }: DeliveryReport,
): Promise<void> {
  const step = LEDGER[status];
  if (!step) return;
  const [message]: { channel: 'sms' | 'email'; content_enc: Buffer | null }[] = await trx(
    'messages',
  )
    .where({ id })
    .whereIn('status', step.from)
    .update({
      status: step.status,
      provider_message_id: providerMessageId,
      error_code: errorCode,
      sent_at: trx.raw('coalesce(sent_at, now())'),
      updated_at: trx.fn.now(),
    })
    .returning(['channel', 'content_enc']);
  if (!message) return;
  await trx('message_events').insert({
    tenant_id: ctx.tenantId,
    message_id: id,
    type: step.status,
    detail: JSON.stringify({ provider: status, ...(errorCode ? { code: errorCode } : {}) }),
  });
  await recordAudit(trx, ctx, {
    action: `message.${step.status}`,
    entityType: 'message',
    entityId: id,
    detail: errorCode ? { code: errorCode } : {},
  });
  const reason = errorCode ? BLOCKS[errorCode] : undefined;
  if (reason && message.content_enc) {
    const { to } = openContent(keys, ctx.tenantId, id, message.content_enc);
    await suppress(trx, ctx, keys, { channel: message.channel, address: to, reason });
  }
}
