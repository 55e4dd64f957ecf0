import { SENDER_REFUSED, WORD_FAULTS, WORDS_FAILED } from '../messaging/rules.ts';
import type { Decided } from './subject.ts';

/** The rule that decided. */
export const RULES = [
  'consent',
  'suppression',
  'quiet_hours',
  'frequency_cap',
  'audience',
  'campaign',
  'words',
  'provider',
  'answer_to_the_person',
] as const;
export type Rule = (typeof RULES)[number];

export const OUTCOMES = ['sent', 'not_sent', 'waiting', 'in_doubt'] as const;
export type WhyOutcome = (typeof OUTCOMES)[number];

const NOT_SENT: ReadonlySet<string> = new Set(['excluded', 'refused', 'canceled']);
const WAITING: ReadonlySet<string> = new Set(['queued', 'sending', 'awaiting_consent']);
/** Messages that answer an act of the person; that act allows them. */
export const ANSWERS: ReadonlySet<string> = new Set([
  'confirmation',
  'opt_out_confirmation',
  'preferences_link',
]);

/** Reasons why a message could not be written for one person (activities/campaigns/hand-over.ts). */
const WORDS: ReadonlySet<string> = new Set([WORDS_FAILED, ...WORD_FAULTS, 'unreadable']);

/** Returns the outcome of a status. `failed` and `bounced` were handed over: the decision was to send. */
export function outcomeOf(status: Decided['status']): WhyOutcome {
  if (NOT_SENT.has(status)) return 'not_sent';
  if (WAITING.has(status)) return 'waiting';
  return status === 'uncertain' ? 'in_doubt' : 'sent';
}

/** Returns the rule that decided. */
export function ruleOf(row: Pick<Decided, 'status' | 'reason' | 'held' | 'campaign_status'>): Rule {
  const { status, held } = row;
  const reason = row.reason ?? '';
  if (ANSWERS.has(reason)) return 'answer_to_the_person';
  if (status === 'queued' && held) return held;
  if (status === 'queued' && row.campaign_status === 'paused') return 'campaign';
  if (status === 'canceled') return 'campaign';
  if (reason.startsWith('suppressed')) return 'suppression';
  if (reason === 'frequency_cap') return 'frequency_cap';
  if (reason === 'no_address' || reason === 'duplicate_address') return 'audience';
  if (status === 'failed' && WORDS.has(reason)) return 'words';
  if (status === 'failed' && reason === SENDER_REFUSED) return 'provider';
  return 'consent';
}

/** Returns the reason by its code: that of the ledger, or why it waits. */
export function reasonOf(
  row: Pick<Decided, 'status' | 'reason' | 'held' | 'campaign_status'>,
): string {
  if (row.status === 'queued' && row.held) return row.held;
  if (row.status === 'queued' && row.campaign_status === 'paused') return 'campaign_paused';
  if (row.status === 'queued') return 'queued';
  if (row.status === 'awaiting_consent') return row.reason ?? 'no_consent';
  return row.reason ?? (NOT_SENT.has(row.status) ? row.status : 'granted');
}

/** Returns what the gate would have answered, by what was known at a moment; null: the message may go. */
export const gateSays = (block: string | null, state: string): string | null =>
  block !== null
    ? `suppressed_${block}`
    : state === 'granted'
      ? null
      : state === 'none'
        ? 'no_consent'
        : state;

export type Difference = { kind: 'not_what_was_decided' | 'known_since'; message: string };

/**
 * Repeats the decision and compares. Reasons are worded as far as the caller may know them (`told`).
 * 1. By what was known then it must come out the same; else the ledger or the history was altered.
 * 2. By what is known now it may differ: a withdrawal recorded after the sending may date from before it.
 */
export function differenceOf(
  decided: { reason: string | null; eventId: string | null },
  then: { reason: string | null; eventId: string | null },
  now: { reason: string | null; eventId: string | null },
  told: (reason: string | null) => string | null,
): Difference | null {
  const say = (one: string | null): string => told(one) ?? 'granted';
  if (then.reason !== decided.reason) {
    return {
      kind: 'not_what_was_decided',
      message: `Decided: ${say(decided.reason)}. Made again from the records of that time: ${say(then.reason)}.`,
    };
  }
  if (decided.reason === null && decided.eventId !== then.eventId) {
    return {
      kind: 'not_what_was_decided',
      message: 'The message names another consent event than the one that was in force.',
    };
  }
  if (now.reason !== then.reason) {
    return {
      kind: 'known_since',
      message: `Known then: ${say(then.reason)}. Known now about that moment: ${say(now.reason)}.`,
    };
  }
  return null;
}
