import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { isComplaint, permanenceOf } from './bounce-rules.ts';
import { REFERENCE_HEADER, type MailReport } from './contract.ts';
import { tokenIn } from './mail-token.ts';
import { fieldGroups, typedAddress, type Group } from './report-fields.ts';

/** The parts of an incoming mail that are used. */
export type IncomingMail = {
  /** Its own Message-ID, as written. */
  messageId: string | null;
  from: string | null;
  /** Recipients by its headers. */
  to: readonly string[];
  subject: string;
  text: string;
  /** RFC 3834: an automatic answer, which never counts as a person's wish. */
  autoReply: boolean;
  /** Its report; null for a letter. */
  report: MailReport | null;
};

/** Parses a mail, RFC 3464 bounces and RFC 5965 complaints included. Never throws because of its content. */
export async function readIncomingMail(source: Uint8Array): Promise<IncomingMail> {
  const mail = await PostalMime.parse(source, { maxNestingDepth: 20 });
  const header = (name: string): string[] =>
    mail.headers.filter((h) => h.key === name).map((h) => h.value);
  const to = [
    ...header('delivered-to'),
    ...header('x-original-to'),
    ...(mail.to ?? []).flatMap((one) => ('address' in one && one.address ? [one.address] : [])),
  ];
  return {
    messageId: mail.messageId ?? null,
    from: mail.from?.address ?? null,
    to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    // A mail program that unsubscribes after a click may declare itself auto-generated.
    autoReply: /^auto-(?:replied|notified)/i.test((header('auto-submitted')[0] ?? '').trim()),
    report: await reportIn(mail),
  };
}

async function reportIn(mail: Email): Promise<MailReport | null> {
  const part = (type: string): Attachment | undefined =>
    mail.attachments.find((a) => a.mimeType.toLowerCase() === type);
  const quoted = part('message/rfc822') ?? part('text/rfc822-headers') ?? part('message/rfc822-headers'); // prettier-ignore
  const original = quoted ? await PostalMime.parse(textOf(quoted)).catch(() => null) : null;
  const shared = {
    occurredAt: mail.date && !Number.isNaN(Date.parse(mail.date)) ? new Date(mail.date) : null,
    messageIds: original?.messageId ? [original.messageId.replaceAll(/[<>\s]/g, '')] : [],
    tokens: (original?.headers ?? [])
      .filter(({ key }) => key === REFERENCE_HEADER.toLowerCase())
      .map(({ value }) => value.trim()),
  };
  const status = part('message/delivery-status');
  if (status) return deliveryReport(fieldGroups(textOf(status)), shared);
  const feedback = part('message/feedback-report');
  return feedback ? feedbackReport(fieldGroups(textOf(feedback)), shared) : null;
}

type Shared = Pick<MailReport, 'occurredAt' | 'messageIds' | 'tokens'>;

/** Reads failures and deliveries; a delay is ignored. Only the first recipient counts: our mails have one each. */
function deliveryReport(groups: readonly Group[], shared: Shared): MailReport | null {
  const group = groups.find((one) => one.has('final-recipient') || one.has('original-recipient'));
  if (!group) return null;
  const action = (group.get('action') ?? '').toLowerCase();
  const code = /^[245]\.\d{1,3}\.\d{1,3}/.exec(group.get('status') ?? '')?.[0] ?? null;
  const diagnostic = group.get('diagnostic-code') ?? '';
  const failed = action === 'failed';
  if (!failed && action !== 'delivered') return null;
  const addresses = [group.get('original-recipient'), group.get('final-recipient')]
    .map(typedAddress)
    .filter((one) => one !== null);
  return {
    ...shared,
    kind: failed ? 'bounce' : 'delivery',
    permanence: failed ? permanenceOf(code ?? '5.0.0', diagnostic) : null,
    code,
    recipients: addresses.map((address) => ({
      address,
      ...(diagnostic ? { detail: diagnostic } : {}),
    })),
  };
}

function feedbackReport(groups: readonly Group[], shared: Shared): MailReport | null {
  const [fields] = groups;
  const type = fields?.get('feedback-type') ?? '';
  if (!fields || !isComplaint(type)) return null;
  const sender = tokenIn(fields.get('original-mail-from') ?? '');
  const to = typedAddress(fields.get('original-rcpt-to'));
  return {
    ...shared,
    tokens: [...(sender ? [sender.token] : []), ...shared.tokens],
    kind: 'complaint',
    permanence: null,
    code: type.toLowerCase(),
    recipients: to ? [{ address: to }] : [],
  };
}

const textOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('latin1');
