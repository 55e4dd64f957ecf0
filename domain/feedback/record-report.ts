import { createHash } from 'node:crypto';
import type { Trx } from '#lib/db.ts';
import { newId, type TenantId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import { suppress } from '../suppressions/suppress.ts';
import { normalizeEmail } from '../addresses/address.ts';
import { isKept } from '../instant.contract.ts';
import { systemContext, type Context, type Services } from '../context.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import type { MailReport, Recipient } from './contract.ts';
import { moveMessage } from './move-message.ts';

/** Three transient bounces within 30 days count as a dead mailbox (docs/inbound.md). */
const MOST_TRANSIENT = 3;
const WITHIN_DAYS = 30;

/** One report about one tenant's mail. */
export type AboutMail = {
  report: MailReport;
  /** Id of the notice at its source: a repeated notice changes nothing. */
  key: string;
  tenantId: TenantId;
  /** The mail it is about, if known. */
  messageId: string | null;
  /** Source, for the audit log. */
  provider: string;
  requestId: string;
};

/**
 * Applies a report: the mail's status in the ledger, and the consequences for each address. Reports come late, twice
 * and out of order, and a bounce may follow a delivery. Addresses unknown to this tenant are ignored.
 * @returns for how many addresses it was new
 */
export async function recordMailReport(services: Services, about: AboutMail): Promise<number> {
  const ctx: Context = {
    ...systemContext(about.tenantId, about.requestId),
    actor: { type: 'provider', id: about.provider },
  };
  const keys = await services.keyring.keys(ctx);
  const { permanence } = about.report;
  const recipients = about.report.recipients.flatMap((one): Told[] => {
    const address = normalizeEmail(bare(one.address));
    return address === null ? [] : [{ permanence, ...one, address }];
  });
  let news = 0;
  for (const recipient of recipients) {
    // One transaction per address, so that one of them cannot delay a notice about many.
    const isNews = await services.db.withTenant(ctx, (trx) =>
      recordOne(trx, ctx, keys, about, recipient),
    );
    if (isNews) news++;
  }
  return news;
}

type Told = Recipient & { permanence: MailReport['permanence'] };

/** `Name <box@host>` → `box@host` */
const bare = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

/** Records a report about one address. @returns false when it is not new, or not about a person this tenant knows */
async function recordOne(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  about: AboutMail,
  { address, detail, permanence }: Told,
): Promise<boolean> {
  const { report, messageId } = about;
  const bidx = blindIndex(keys, 'email', address);
  if (!(await isKnown(trx, bidx))) return false;
  const id = await keepReport(trx, ctx, keys, about, { bidx, detail, permanence });
  if (id === null) return false;
  const facts = {
    ...(messageId ? { message_id: messageId } : {}),
    ...(report.code ? { code: report.code } : {}),
  };
  await recordAudit(trx, ctx, {
    action: `mail.${report.kind}`,
    entityType: 'mail_report',
    entityId: id,
    detail: { ...facts, ...(permanence ? { permanence } : {}) },
  });
  if (messageId) await moveMessage(trx, ctx, messageId, bidx, report);
  const reason = refusedFor(report.kind, permanence);
  if (reason) {
    const evidence = { report_id: id, ...facts };
    await addressRefused(trx, ctx, keys, { channel: 'email', address, reason, evidence });
  } else if (permanence === 'transient') {
    await countTransient(trx, ctx, keys, { address, bidx });
  }
  return true;
}

/** Returns the lasting refusal of the address that a report means; null when it is temporary. */
const refusedFor = (
  kind: MailReport['kind'],
  permanence: MailReport['permanence'],
): 'complaint' | 'hard_bounce' | null =>
  kind === 'complaint' ? 'complaint' : permanence === 'permanent' ? 'hard_bounce' : null;

/** Stores the report. @returns its id; null when the same notice was already stored for this address */
async function keepReport(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { report, key, messageId }: AboutMail,
  { bidx, detail, permanence }: Pick<Told, 'detail' | 'permanence'> & { bidx: Buffer },
): Promise<string | null> {
  const id = newId();
  const aad = { tenantId: ctx.tenantId, table: 'mail_reports', id, column: 'detail' };
  const made: unknown[] = await trx('mail_reports')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      report_key: createHash('sha256').update(key).digest('base64url'),
      kind: report.kind,
      permanence,
      code: report.code?.slice(0, 100) ?? null,
      address_bidx: bidx,
      message_id: messageId,
      detail_enc: encryptValue(keys, aad, detail?.slice(0, 1000) ?? null),
      // A time in the future or long ago comes from a wrong clock.
      occurred_at: trx.raw('least(?::timestamptz, now())', [
        report.occurredAt && isKept(report.occurredAt) ? report.occurredAt : null,
      ]),
    })
    .onConflict(['tenant_id', 'report_key', 'address_bidx'])
    .ignore()
    .returning('id');
  return made.length ? id : null;
}

/** Blocks an address after too many bounces, this report included. */
async function countTransient(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  { address, bidx }: { address: string; bidx: Buffer },
): Promise<void> {
  if ((await transientBounces(trx, bidx)) < MOST_TRANSIENT) return;
  await suppress(trx, ctx, keys, {
    channel: 'email',
    address,
    reason: 'hard_bounce',
    note: `${MOST_TRANSIENT} transient bounces within ${WITHIN_DAYS} days`,
  });
}

async function isKnown(trx: Trx, bidx: Buffer): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { known: boolean }[] }>(
    `select exists (select from contacts where email_bidx = :bidx)
       or exists (select from consents where address_bidx = :bidx and channel = 'email')
       or exists (select from messages where address_bidx = :bidx and campaign_id is null)
       or exists (select from verifications where address_bidx = :bidx and channel = 'email') as known`,
    { bidx },
  );
  return rows[0]?.known === true;
}

async function transientBounces(trx: Trx, bidx: Buffer): Promise<number> {
  const { rows } = await trx.raw<{ rows: { n: number }[] }>(
    `select count(*)::int as n from mail_reports
     where address_bidx = :bidx and kind = 'bounce' and permanence = 'transient'
       and occurred_at > now() - :days * interval '1 day'`,
    { bidx, days: WITHIN_DAYS },
  );
  return rows[0]?.n ?? 0;
}
