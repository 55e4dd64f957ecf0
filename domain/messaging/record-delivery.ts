import type { Trx } from '#lib/db.ts';
import { own } from '#lib/own.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import { consentAddress, type Addressed } from '../consent/consent-address.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { personKeysOf } from '../encryption/person-keys.ts';
import { codeAddress } from '../verification/unproven-opt-in.ts';
import { recordCodeReport, type CodeReport } from '../verification/record-report.ts';
import { reportSql, type Reported } from '../message-ledger/record-sql.ts';
import { askForBill } from './bills-due.ts';
import { decryptContent } from './content.ts';
import { settleText, type Billed } from './text-price.ts';

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
  /** As billed, where the provider says so. */
  billed?: Billed | undefined;
};

/** After these statuses only the price may still come. */
const ENDS: ReadonlySet<DeliveryStatus> = new Set(['delivered', 'undelivered', 'failed', 'read']);

type Told = {
  channel: 'sms' | 'email';
  content_enc: Buffer | null;
  address_bidx: Buffer | null;
};

/** Ledger status by reported status; none while it is only on its way. */
const LEDGER: Partial<Record<DeliveryStatus, Reported>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

/** Codes that block the number: it said no, or it is out of service. It is not tried again. */
const BLOCKS: Record<string, 'provider_block' | 'hard_bounce'> = {
  '21610': 'provider_block',
  '30005': 'hard_bounce',
  '30006': 'hard_bounce',
};

/** Records one delivery report. A report that brings nothing new changes nothing. */
export async function recordDelivery(
  services: Services,
  ctx: Context,
  report: DeliveryReport,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    if (ENDS.has(report.status) && !report.billed?.price) await askForBill(trx, ctx, report);
    if (report.kind === 'message') {
      if (report.billed) await settleText(trx, report.id, report.billed);
      return ofMessage(trx, ctx, keys, report);
    }
    await recordCodeReport(trx, ctx, codeReport(report));
    return ofCode(trx, ctx, keys, report);
  });
}

const codeReport = ({ status, ...report }: DeliveryReport): CodeReport => ({
  ...report,
  delivery: status,
  before: before(status),
  failed: status === 'undelivered' || status === 'failed',
});

/** Delivered, undelivered and failed are final and of one rank: only `read` may still follow the first. */
function before(status: DeliveryStatus): DeliveryStatus[] {
  const ahead = DELIVERY_STATUSES.slice(0, DELIVERY_STATUSES.indexOf(status));
  if (status === 'read') return ahead.filter((s) => s !== 'undelivered' && s !== 'failed');
  return ahead.filter((s) => !['delivered', 'undelivered', 'failed'].includes(s));
}

async function ofMessage(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { id, status, providerMessageId, errorCode }: DeliveryReport,
): Promise<void> {
  const became = LEDGER[status];
  if (!became) return;
  const { rows } = await trx.raw<{ rows: Told[] }>(
    `${reportSql(became, { code: ':code', provider: ':provider' })}
     returning m.channel, m.content_enc, m.address_bidx`,
    { tenant: ctx.tenantId, id, code: errorCode, provider: providerMessageId },
  );
  const [message] = rows;
  if (!message) return;
  await trx('message_events').insert({
    tenant_id: ctx.tenantId,
    message_id: id,
    type: became,
    detail: JSON.stringify({ provider: status, ...(errorCode ? { code: errorCode } : {}) }),
  });
  await recordAudit(trx, ctx, {
    action: `message.${became}`,
    entityType: 'message',
    entityId: id,
    detail: errorCode ? { code: errorCode } : {},
  });
  const reason = errorCode ? own(BLOCKS, errorCode) : undefined;
  const address = reason ? await addressOf(trx, ctx, keys, id, message) : null;
  if (reason && address !== null) {
    await addressRefused(trx, ctx, keys, {
      channel: message.channel,
      address,
      reason,
      evidence: { code: errorCode ?? '', message_id: id, provider_message_id: providerMessageId },
    });
  }
}

/**
 * Applies a report about a code: a person who texted STOP wants no code either, nor anything else; an unassigned
 * number may be a typing error.
 */
async function ofCode(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { id, errorCode, providerMessageId }: DeliveryReport,
): Promise<void> {
  if (!errorCode || own(BLOCKS, errorCode) !== 'provider_block') return;
  const v = await Verification.query(trx).findOne({ id, channel: 'sms' });
  const address = v ? codeAddress(keys, v) : '';
  if (!address) return;
  const evidence = { code: errorCode, verification_id: id, provider_message_id: providerMessageId };
  await addressRefused(trx, ctx, keys, { channel: 'sms', address, reason: 'provider_block', evidence }); // prettier-ignore
}

/**
 * Returns the address of a message. A campaign stores no text per recipient; the address is then in the consent that
 * the message rests on.
 */
async function addressOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  id: string,
  { channel, content_enc, address_bidx }: Told,
): Promise<string | null> {
  if (content_enc) {
    const persons = await personKeysOf(trx, keys, [content_enc]);
    return decryptContent(keys, persons, ctx.tenantId, id, content_enc)?.to ?? null;
  }
  const consent: Addressed | undefined = await trx('consents')
    .where({ channel, address_bidx })
    .first('tenant_id', 'id', 'address_enc');
  return consent ? consentAddress(keys, consent) : null;
}
