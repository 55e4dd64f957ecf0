import { z } from 'zod';
import { permanenceOf } from './bounce-rules.ts';
import { REFERENCE_HEADER, REFERENCE_TAG, type MailReport } from './contract.ts';
import { tokenIn } from './mail-token.ts';

/*
 * Amazon SES over SNS, both shapes: feedback notifications (`notificationType`) and event publishing (`eventType`).
 * Unknown fields are ignored; new ones appear without notice.
 */
const recipient = z.looseObject({
  emailAddress: z.string().max(400),
  status: z.string().max(40).optional().catch(undefined),
  diagnosticCode: z.string().max(4000).optional().catch(undefined),
});
const at = z.iso
  .datetime({ offset: true })
  .transform((moment) => new Date(moment))
  .optional()
  .catch(undefined);
const notice = z.looseObject({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.looseObject({
    timestamp: at,
    messageId: z.string().max(200).optional().catch(undefined),
    source: z.string().max(400).optional().catch(undefined),
    headers: z
      .array(z.looseObject({ name: z.string(), value: z.string() }))
      .optional()
      .catch(undefined),
    tags: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
  }),
  bounce: z
    .looseObject({
      bounceType: z.string().max(40),
      bounceSubType: z.string().max(60).optional().catch(undefined),
      bouncedRecipients: z.array(recipient).max(1000),
      timestamp: at,
    })
    .optional(),
  complaint: z
    .looseObject({
      complainedRecipients: z.array(recipient).max(1000),
      complaintFeedbackType: z.string().max(40).nullish().catch(undefined),
      complaintSubType: z.string().max(60).nullish().catch(undefined),
      timestamp: at,
    })
    .optional(),
  delivery: z
    .looseObject({ recipients: z.array(z.string().max(400)).max(1000), timestamp: at })
    .optional(),
});
type Notice = z.output<typeof notice>;

/** Bounces that are about the mail, not its recipient. */
const ABOUT_THE_MAIL = new Set(['MessageTooLarge', 'ContentRejected', 'AttachmentRejected']);
/** Bounces where SES itself knows the address to be dead, without asking its server. */
const KNOWN_GONE = new Set(['NoEmail', 'Suppressed', 'OnAccountSuppressionList']);
/** Feedback types that are not a complaint: the opposite, or something else. */
const NO_COMPLAINT = new Set(['not-spam', 'auth-failure', 'virus']);

/**
 * Parses an event. @returns null for an event that says nothing about an address (sent, opened, …), or that is
 * malformed
 */
export function readSesEvent(event: unknown): MailReport | null {
  const parsed = notice.safeParse(event);
  if (!parsed.success) return null;
  const { mail, bounce, complaint, delivery, ...rest } = parsed.data;
  const shared = { tokens: tokensOf(mail), messageIds: [] };
  const when = (own: Date | undefined): Date | null => own ?? mail.timestamp ?? null;
  switch ((rest.eventType ?? rest.notificationType ?? '').toLowerCase()) {
    case 'bounce':
      return bounce
        ? {
            ...shared,
            kind: 'bounce',
            permanence: permanenceBySes(bounce),
            code: [bounce.bounceType, bounce.bounceSubType].filter(Boolean).join('/'),
            recipients: bounce.bouncedRecipients.map((one) => ({
              address: one.emailAddress,
              ...(one.diagnosticCode ? { detail: one.diagnosticCode } : {}),
              permanence: permanenceFor(bounce, one),
            })),
            occurredAt: when(bounce.timestamp),
          }
        : null;
    case 'complaint':
      if (!complaint || NO_COMPLAINT.has(complaint.complaintFeedbackType ?? '')) return null;
      return {
        ...shared,
        kind: 'complaint',
        permanence: null,
        code: complaint.complaintFeedbackType ?? complaint.complaintSubType ?? null,
        recipients: complaint.complainedRecipients.map((one) => ({ address: one.emailAddress })),
        occurredAt: when(complaint.timestamp),
      };
    case 'delivery':
      return delivery
        ? {
            ...shared,
            kind: 'delivery',
            permanence: null,
            code: null,
            recipients: delivery.recipients.map((address) => ({ address })),
            occurredAt: when(delivery.timestamp),
          }
        : null;
    default:
      return null;
  }
}

type Bounce = NonNullable<Notice['bounce']>;

/** Undetermined counts as transient: three of them are a pattern, one is not. */
function permanenceBySes(bounce: Bounce): MailReport['permanence'] {
  if (bounce.bounceType === 'Permanent') return 'permanent';
  return ABOUT_THE_MAIL.has(bounce.bounceSubType ?? '') ? null : 'transient';
}

/**
 * SES also reports "permanent" when a server refuses us or the mail for good (5.7.26). The server's answer about one
 * recipient can clear the address, but never condemn it.
 */
function permanenceFor(
  bounce: Bounce,
  { status, diagnosticCode }: Bounce['bouncedRecipients'][number],
): MailReport['permanence'] {
  const bySes = permanenceBySes(bounce);
  const silent = status === undefined && diagnosticCode === undefined;
  if (silent || KNOWN_GONE.has(bounce.bounceSubType ?? '')) return bySes;
  return permanenceOf(status ?? '5.0.0', diagnosticCode ?? '') === null ? null : bySes;
}

/** Returns our tokens: from the tag, the header that we set, and the envelope sender that SES calls `source`. */
function tokensOf(mail: Notice['mail']): string[] {
  const headers = (mail.headers ?? []).filter(
    ({ name }) => name.toLowerCase() === REFERENCE_HEADER.toLowerCase(),
  );
  const source = mail.source ? tokenIn(mail.source) : null;
  return [
    ...(mail.tags?.[REFERENCE_TAG] ?? []),
    ...headers.map(({ value }) => value.trim()),
    ...(source ? [source.token] : []),
  ];
}
