import type { MailRefusal } from '#lib/mail-refusal.ts';
import type { MessageStatus } from '#models/message.ts';
import type { GateReason } from '../consent/gate/gate.ts';
import type { Context } from '../context.ts';
import type { Outcome } from './contract.ts';

/** Where asking can still help. Who withdrew or is blocked is not asked again: only they can come back. */
const ASKABLE: ReadonlySet<string> = new Set<GateReason>([
  'no_consent',
  'pending',
  'lapsed',
  'expired',
  'imported_unproven',
]);

/** What becomes of a message, by what the gate said. */
export function outcomeOf(reason: GateReason | null, ifNoConsent: 'request' | 'refuse'): Outcome {
  if (reason === null) return 'sending';
  return ifNoConsent === 'request' && ASKABLE.has(reason) ? 'awaiting_consent' : 'refused';
}

/** States after which a fallback is taken: what is in doubt, or waits, or went, has none. */
export const FAILED_FOR_GOOD = [
  'refused', 'failed', 'bounced', 'canceled',
] as const satisfies readonly MessageStatus[]; // prettier-ignore

/** What a refusal is about, as providers say (providers/outcome.ts); `words`: what we would have sent. */
export type About = MailRefusal | 'opted_out' | 'words';

/** How a hand-over went; the same four outcomes as providers report (providers/outcome.ts). */
export type HandOver =
  | { status: 'accepted'; providerMessageId: string | null }
  | { status: 'rejected'; code: string; about: About }
  | { status: 'deferred'; code: string; retryAfterMs?: number; throttled?: true }
  | { status: 'unknown'; code: string };

/** What the ledger records of a hand-over. `dueMs` is when to look again; null when it is settled. */
export type HandOverOutcome = {
  status: 'sent' | 'failed' | 'bounced' | 'uncertain' | 'queued';
  reason: string | null;
  errorCode: string | null;
  providerMessageId: string | null;
  dueMs: number | null;
};

/** How long a process may hold a message before it counts as dead, in milliseconds. */
export const LEASE_MS = 60_000;

export const MAX_ATTEMPTS = 8;
const MINUTE = 60_000;
export const REPEATED = 'repeat_after_unknown';

/** Wait before the next attempt in milliseconds: 15 s, 30 s, 1 min … an hour at most. */
export const backOffMs = (attempts: number): number =>
  Math.min(15_000 * 2 ** Math.max(attempts - 1, 0), 60 * MINUTE);

/**
 * What follows from a hand-over.
 * 1. Taken: sent. 2. Refused for good: bounced (a mail server that knows no such box) or failed.
 * 3. Certainly not taken: again later, at most `MAX_ATTEMPTS` times.
 * 4. Unknown: promotional is never repeated; a transactional mail is, once, with the same Message-ID,
 *    by which mailboxes drop the second; a text has nothing like it, so the provider is asked what it has on
 *    record (look-up.ts), and until then it is uncertain.
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
 * When the provider is asked about a text in doubt, after the hand-over and after each time it had no record of
 * it, in milliseconds: a text may appear a while after it was taken. Not found the last time is not there.
 */
export const LOOK_UPS_MS = [20_000, 2 * MINUTE, 10 * MINUTE] as const;
/** A provider that does not answer is asked again this often. */
export const MOST_LOOK_UPS = 24;

/** Said of a message that was refused because of its sender or its content, not because of its recipient. */
export const SENDER_REFUSED = 'sender_refused';

/** The words could not be written: all that is told to those who may not see what they are filled with. */
export const WORDS_FAILED = 'content';
export const WORD_FAULTS: ReadonlySet<string> = new Set([
  'missing_value',
  'text_failed',
  'too_long',
]);

/** A reason, or a code, as this caller may know it. */
export const reasonFor = <T>({ permissions }: Pick<Context, 'permissions'>, reason: T) =>
  !permissions.has('pii:read') && typeof reason === 'string' && WORD_FAULTS.has(reason)
    ? WORDS_FAILED
    : reason;

/** The same of what happened to a message. */
export const eventFor = <E extends { detail: Record<string, unknown> | null }>(
  ctx: Pick<Context, 'permissions'>,
  event: E,
): E =>
  event.detail
    ? {
        ...event,
        detail: Object.fromEntries(
          Object.entries(event.detail).map(([name, value]) => [name, reasonFor(ctx, value)]),
        ),
      }
    : event;

/** Whether a refusal holds nothing against the recipient: it is our sender, our message, or not said. */
export const isSenderRefused = (handOver: HandOver): boolean =>
  handOver.status === 'rejected' && (handOver.about === 'sender' || handOver.about === 'unclear');

/** Why it failed, where the provider's code alone does not tell people. */
const reasonOf = (handOver: Extract<HandOver, { status: 'rejected' }>): string | null =>
  handOver.about === 'words' ? handOver.code : isSenderRefused(handOver) ? SENDER_REFUSED : null;

/** Its time was over before it was begun: nobody has anything of it. */
export const isLate = (handOver: HandOver): boolean =>
  handOver.status === 'deferred' && handOver.code === 'ELATE';

/** The provider has enough of this sender. */
export const throttleOf = (
  handed: readonly HandOver[],
): { code: string; retryAfterMs?: number | undefined } | undefined =>
  handed
    .filter((one) => one.status === 'deferred')
    .filter((one) => one.throttled)
    .toSorted((a, b) => (b.retryAfterMs ?? 0) - (a.retryAfterMs ?? 0))[0];

/** The provider's word for it; empty when it was taken. */
export const codeOf = (handOver: HandOver): string => ('code' in handOver ? handOver.code : '');

/** A refusal that speaks of the address for good, not of this message: it is blocked. */
export function blockOf(handOver: HandOver): 'hard_bounce' | 'provider_block' | null {
  if (handOver.status !== 'rejected') return null;
  return handOver.about === 'gone'
    ? 'hard_bounce'
    : handOver.about === 'opted_out'
      ? 'provider_block'
      : null;
}
