import type { MailRefusal } from '#lib/mail-refusal.ts';
import type { MessageStatus } from '#models/message.ts';
import type { GateReason, ToldReason } from '../consent/gate/gate.ts';
import type { Context } from '../context.ts';
import type { Permission } from '../permissions.ts';
import { SUPPRESSION_REASONS } from '../suppressions/contract.ts';
import { TEXT_FAULTS } from '../templates/bounds.ts';
import type { Outcome } from './contract.ts';

/**
 * Refusals where a request for consent can still help. A person who withdrew or is blocked is not asked again: only
 * they can come back.
 */
const ASKABLE: ReadonlySet<string> = new Set<GateReason>([
  'no_consent',
  'pending',
  'lapsed',
  'expired',
  'imported_unproven',
]);

/** Returns the outcome of a message, by the gate's answer. */
export function outcomeOf(reason: GateReason | null, ifNoConsent: 'request' | 'refuse'): Outcome {
  if (reason === null) return 'sending';
  return ifNoConsent === 'request' && ASKABLE.has(reason) ? 'awaiting_consent' : 'refused';
}

/** States after which a fallback is sent: uncertain, waiting and sent messages have none. */
export const FAILED_FOR_GOOD = [
  'refused', 'failed', 'bounced', 'canceled',
] as const satisfies readonly MessageStatus[]; // prettier-ignore

/** Subject of a refusal, as providers report it (providers/outcome.ts); `words`: the text we would have sent. */
export type About = MailRefusal | 'opted_out' | 'words';

/** Result of a hand-over; the same four outcomes as providers report (providers/outcome.ts). */
export type HandOver =
  | { status: 'accepted'; providerMessageId: string | null }
  | { status: 'rejected'; code: string; about: About }
  | { status: 'deferred'; code: string; retryAfterMs?: number; throttled?: true }
  | { status: 'unknown'; code: string };

/** What the ledger records of a hand-over. `dueMs` is when to look again; null when the result is final. */
export type HandOverOutcome = {
  status: 'sent' | 'failed' | 'bounced' | 'uncertain' | 'queued';
  reason: string | null;
  errorCode: string | null;
  providerMessageId: string | null;
  dueMs: number | null;
};

/** Length of a lease: after this many milliseconds without renewal the process counts as dead. */
export const LEASE_MS = 60_000;

export const MAX_ATTEMPTS = 8;
const MINUTE = 60_000;
export const REPEATED = 'repeat_after_unknown';

/** Wait before the next attempt in milliseconds: 15 s, 30 s, 1 min … an hour at most. */
export const backOffMs = (attempts: number): number =>
  Math.min(15_000 * 2 ** Math.max(attempts - 1, 0), 60 * MINUTE);

/**
 * Returns what follows from a hand-over.
 * 1. Accepted: sent.
 * 2. Refused for good: bounced (the mail server does not know the mailbox) or failed.
 * 3. Certainly not accepted: tried again later, at most `MAX_ATTEMPTS` times.
 * 4. Unknown: a promotional message is never repeated. A transactional mail is repeated once, with the same
 *    Message-ID, by which mailboxes drop the duplicate. A text has nothing like it, so the provider's records are
 *    asked (look-up.ts), and until then it is uncertain.
 */
export function handOverOutcome(
  handOver: HandOver,
  message: {
    channel: 'sms' | 'email';
    marketing: boolean;
    attempts: number;
    reason: string | null;
  },
): HandOverOutcome {
  const none = { reason: null, errorCode: null, providerMessageId: null, dueMs: null };
  switch (handOver.status) {
    case 'accepted':
      return { ...none, status: 'sent', providerMessageId: handOver.providerMessageId };
    case 'rejected':
      return {
        ...none,
        status: message.channel === 'email' && handOver.about === 'gone' ? 'bounced' : 'failed',
        reason: reasonOf(handOver),
        errorCode: handOver.code,
      };
    case 'deferred':
      return message.attempts < MAX_ATTEMPTS
        ? {
            ...none,
            status: 'queued',
            errorCode: handOver.code,
            dueMs: Math.max(handOver.retryAfterMs ?? 0, backOffMs(message.attempts)),
          }
        : { ...none, status: 'failed', reason: 'too_many_attempts', errorCode: handOver.code };
    case 'unknown': {
      const repeat =
        message.channel === 'email' && !message.marketing && message.reason !== REPEATED;
      return repeat
        ? { ...none, status: 'queued', reason: REPEATED, errorCode: handOver.code, dueMs: MINUTE }
        : {
            ...none,
            status: 'uncertain',
            errorCode: handOver.code,
            dueMs: message.channel === 'sms' ? (LOOK_UPS_MS[0] ?? null) : null,
          };
    }
  }
}

/**
 * Waits before each look-up of an uncertain text, after the hand-over and after each look-up that found no record, in
 * milliseconds: a text may appear a while after it was accepted. Missing at the last look-up means it was not sent.
 */
export const LOOK_UPS_MS = [20_000, 2 * MINUTE, 10 * MINUTE] as const;
/** Maximum look-ups at a provider that does not answer. */
export const MOST_LOOK_UPS = 24;

/** Reason of a message that was refused because of its sender or its content, not because of its recipient. */
export const SENDER_REFUSED = 'sender_refused';

/** The text could not be written. Callers who may not see its values are told nothing more. */
export const WORDS_FAILED = 'content';
export const WORD_FAULTS: ReadonlySet<string> = new Set([
  'missing_value',
  'text_failed',
  ...TEXT_FAULTS,
]);

type Masked = {
  permission: Permission;
  /** What callers without the permission are told. */
  shown: string;
  is: (reason: string) => boolean;
  reasons: readonly string[];
};

/** Reasons that only some callers may know. */
const MASKED: readonly Masked[] = [
  {
    permission: 'pii:read',
    shown: WORDS_FAILED,
    is: (reason) => WORD_FAULTS.has(reason),
    reasons: [...WORD_FAULTS],
  },
  // That an address is blocked is told, but never why.
  {
    permission: 'suppressions:read',
    shown: 'suppressed',
    is: (reason) => reason.startsWith('suppressed_'),
    reasons: SUPPRESSION_REASONS.map((why) => `suppressed_${why}`),
  },
];

/** Returns a reason or code as far as this caller may know it. */
export const reasonFor = <T>({ permissions }: Pick<Context, 'permissions'>, reason: T) =>
  typeof reason === 'string'
    ? (MASKED.find((one) => one.is(reason) && !permissions.has(one.permission))?.shown ?? reason)
    : reason;

/** Returns a reason of the gate as far as this caller may know it. */
export const gateReasonFor = (
  { permissions }: Pick<Context, 'permissions'>,
  reason: GateReason,
): ToldReason =>
  reason.startsWith('suppressed_') && !permissions.has('suppressions:read') ? 'suppressed' : reason;

/** Returns the stored reasons behind a reason as this caller knows it; none that the caller may not know. */
export const reasonsNamed = (ctx: Pick<Context, 'permissions'>, reason: string): string[] =>
  reasonFor(ctx, reason) === reason
    ? [reason, ...(MASKED.find(({ shown }) => shown === reason)?.reasons ?? [])]
    : [];

/** Ids in an event's detail that need a permission of their own, as in every other answer. */
const MASKED_IDS = new Map<string, Permission>([
  ['consent_id', 'consents:read'],
  ['consent_event_id', 'consents:read'],
  ['contact_id', 'contacts:read'],
]);

const detailFor = (ctx: Pick<Context, 'permissions'>, name: string, value: unknown): unknown => {
  const needed = MASKED_IDS.get(name);
  return needed && !ctx.permissions.has(needed) ? null : reasonFor(ctx, value);
};

/** Returns an event as far as this caller may know it. */
export const eventFor = <E extends { detail: Record<string, unknown> | null }>(
  ctx: Pick<Context, 'permissions'>,
  event: E,
): E =>
  event.detail
    ? {
        ...event,
        detail: Object.fromEntries(
          Object.entries(event.detail).map(([name, value]) => [name, detailFor(ctx, name, value)]),
        ),
      }
    : event;

/** Whether a refusal says nothing against the recipient: it is about our sender, our message, or gives no reason. */
export const isSenderRefused = (handOver: HandOver): boolean =>
  handOver.status === 'rejected' && (handOver.about === 'sender' || handOver.about === 'unclear');

/** Returns why it failed, where the provider's code alone is not clear to people. */
const reasonOf = (handOver: Extract<HandOver, { status: 'rejected' }>): string | null =>
  handOver.about === 'words' ? handOver.code : isSenderRefused(handOver) ? SENDER_REFUSED : null;

/** Whether its time was over before the hand-over began: nothing was sent. */
export const isLate = (handOver: HandOver): boolean =>
  handOver.status === 'deferred' && handOver.code === 'ELATE';

/** Returns the provider's throttling of this sender, if any. */
export const throttleOf = (
  handed: readonly HandOver[],
): { code: string; retryAfterMs?: number | undefined } | undefined =>
  handed
    .filter((one) => one.status === 'deferred')
    .filter((one) => one.throttled)
    .toSorted((a, b) => (b.retryAfterMs ?? 0) - (a.retryAfterMs ?? 0))[0];

/** Returns the provider's code; empty when it accepted. */
export const codeOf = (handOver: HandOver): string => ('code' in handOver ? handOver.code : '');

/** Returns the block that follows from a refusal of the address for good, rather than of this message. */
export function blockOf(handOver: HandOver): 'hard_bounce' | 'provider_block' | null {
  if (handOver.status !== 'rejected') return null;
  return handOver.about === 'gone'
    ? 'hard_bounce'
    : handOver.about === 'opted_out'
      ? 'provider_block'
      : null;
}
