import { createHash } from 'node:crypto';
import { Verification } from '#models/verification.ts';
import type { Services } from '../context.ts';
import { decryptValue } from '../encryption/personal.ts';
import { messageOf } from '../unsubscribe/message-of.ts';
import { unsubscribeFrom } from '../unsubscribe/unsubscribe.ts';
import { verificationAad } from '../verification/view.ts';
import { recordBouncedCode } from './bounced-code.ts';
import { findByMessageId } from './find-by-message-id.ts';
import { findMail } from './find-mail.ts';
import { tokenIn, type MailTarget } from './mail-token.ts';
import { keepLetter } from './keep-letter.ts';
import { readIncomingMail, type IncomingMail } from './read-mail.ts';
import { recordMailReport } from './record-report.ts';

export type InboundMail = {
  source: Uint8Array;
  /** Recipient of the envelope, if the mail system reports it; else the mail's own headers count. */
  envelopeTo: string | null;
  requestId: string;
};

export type MailTaken = 'unsubscribed' | 'bounce' | 'complaint' | 'delivery' | 'kept' | 'ignored';

/**
 * Handles a mail to INBOUND_MAIL_DOMAIN: an unsubscribe, a bounce, a complaint, or a letter. It trusts only what we
 * signed ourselves, or a Message-ID together with the recipient of that mail, and applies it to that one recipient
 * only. So nobody can unsubscribe or bounce somebody else.
 */
export async function takeInboundMail(
  services: Services,
  inbound: InboundMail,
): Promise<MailTaken> {
  const mail = await readIncomingMail(inbound.source);
  const sentTo = [inbound.envelopeTo ?? '', ...mail.to].flatMap((one) => tokenIn(one) ?? []);
  const tokens = (use: 'bounce' | 'unsubscribe'): string[] =>
    sentTo.filter((one) => one.use === use).map(({ token }) => token);
  if (mail.report) return takeReport(services, inbound, mail, tokens('bounce'));
  if (mail.autoReply) return 'ignored';
  const target = await findMail(services, 'unsubscribe', tokens('unsubscribe'));
  if (target?.what !== 'message') {
    if (!mail.from && !mail.subject && !mail.text.trim()) return 'ignored';
    await keepLetter(services, { mail, ...inbound }, tokens('bounce'));
    return 'kept';
  }
  const done = await unsubscribeFrom(services, target, {
    source: 'one_click',
    requestId: inbound.requestId,
    evidence: {
      via: 'mailto',
      ...(mail.messageId ? { mail_message_id: mail.messageId.slice(0, 500) } : {}),
      ...(mail.from ? { mail_from: mail.from.slice(0, 400) } : {}),
    },
  });
  return done ? 'unsubscribed' : 'ignored';
}

async function takeReport(
  services: Services,
  { source, requestId }: InboundMail,
  { report, messageId }: IncomingMail,
  verp: readonly string[],
): Promise<MailTaken> {
  if (!report) return 'ignored';
  const target =
    (await findMail(services, 'bounce', [...verp, ...report.tokens])) ??
    (await findByMessageId(
      services,
      report.messageIds,
      report.recipients.map((r) => r.address),
    ));
  if (!target) return 'ignored';
  const address = await sentToWhom(services, target);
  if (address === null) return 'ignored';
  const detail = report.recipients[0]?.detail;
  const own = { ...report, recipients: [{ address, ...(detail ? { detail } : {}) }] };
  if (target.what === 'verification') await recordBouncedCode(services, target, own, requestId);
  await recordMailReport(services, {
    report: own,
    key: `mail:${messageId ?? createHash('sha256').update(source).digest('hex')}`,
    tenantId: target.tenantId,
    messageId: target.what === 'message' ? target.id : null,
    provider: 'mail',
    requestId,
  });
  return report.kind;
}

/** Returns the recipient of the mail that a token stands for; null once that is unknown. */
async function sentToWhom(services: Services, target: MailTarget): Promise<string | null> {
  const keys = await services.keyring.keys(target);
  return services.db.withTenant(target, async (trx) => {
    if (target.what === 'message') {
      const message = await messageOf(trx, keys, target.tenantId, target.id);
      return message?.channel === 'email' ? message.address : null;
    }
    const code = await Verification.query(trx).findOne({ id: target.id, channel: 'email' });
    // Empty: erased or unproven. The report cannot be about anybody.
    return code
      ? decryptValue(keys, verificationAad(target.tenantId, code.id), code.to_enc) || null
      : null;
  });
}
