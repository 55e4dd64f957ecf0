import type { Billed } from './text-price.ts';
import { LOOK_UPS_MS, MOST_LOOK_UPS, REPEATED } from './rules.ts';

/** A text as the provider has it on record (providers/sms/provider.ts). */
export type OnRecord = {
  providerMessageId: string;
  body: string;
  status: string;
  errorCode: string | null;
  createdAt: Date;
  billed?: Billed;
};

export type Match =
  | { outcome: 'found'; text: OnRecord }
  /** There is something we cannot account for: it may be ours in other letters. */
  | { outcome: 'unclear' }
  | { outcome: 'absent' };

/**
 * Which of the provider's texts to a number is the one in doubt: the same words, since it was handed over, and
 * no other message of ours. The one found first in time, so that two in doubt with the same words find two.
 * @param accounted provider ids that belong to other messages or to codes
 */
export function matchText(
  texts: readonly OnRecord[],
  wanted: { body: string; since: Date },
  accounted: ReadonlySet<string>,
): Match {
  const open = texts
    .filter((t) => t.createdAt >= wanted.since && !accounted.has(t.providerMessageId))
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const text = open.find((t) => letters(t.body) === letters(wanted.body));
  if (text) return { outcome: 'found', text };
  return { outcome: open.length ? 'unclear' : 'absent' };
}

/** Providers replace typographic characters by plain ones, and trim. */
const letters = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[‘’‚′]/g, "'")
    .replaceAll(/[“”„″]/g, '"')
    .replaceAll(/[‐-―]/g, '-')
    .replaceAll(/[\p{M}\s]+/gu, '');

export type LookUp =
  /** The provider has it: its word is a delivery report. */
  | { follow: 'settle'; text: OnRecord }
  /** It certainly has not gone out, and may be sent once more. */
  | { follow: 'repeat' }
  | { follow: 'look_again'; waitMs: number }
  /** It stays uncertain for good. */
  | { follow: 'give_up' };

const HOUR = 3_600_000;

/**
 * What follows from a look. Only a text that is certainly not there is sent again, only when it is about
 * something the person asked for, only once; promotional texts never.
 * @param match null: the provider could not be asked
 * @param looks how often it was asked before
 */
export function afterLook(
  match: Match | null,
  message: { marketing: boolean; reason: string | null; campaign: boolean },
  looks: number,
): LookUp {
  if (match?.outcome === 'found') return { follow: 'settle', text: match.text };
  const next = LOOK_UPS_MS[looks + 1];
  if (match === null) {
    return looks < MOST_LOOK_UPS
      ? { follow: 'look_again', waitMs: next ?? HOUR }
      : { follow: 'give_up' };
  }
  if (next !== undefined) return { follow: 'look_again', waitMs: next };
  const repeat =
    match.outcome === 'absent' &&
    !message.marketing &&
    // A campaign may be over by now.
    !message.campaign &&
    message.reason !== REPEATED;
  return { follow: repeat ? 'repeat' : 'give_up' };
}
