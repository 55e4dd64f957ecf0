import type { Billed } from './text-price.ts';
import { LOOK_UPS_MS, MOST_LOOK_UPS, REPEATED } from './rules.ts';

/** A text in the provider's records (providers/sms/provider.ts). */
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
  /** There is a text we cannot attribute: it may be ours in other characters. */
  | { outcome: 'unclear' }
  | { outcome: 'absent' };

/**
 * Finds the uncertain text among the provider's texts to a number: the same text, sent since the hand-over began, and
 * not another message of ours. Takes the first in time, so that two uncertain messages with the same text find two.
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
  /** The provider has it; its status counts as a delivery report. */
  | { follow: 'record'; text: OnRecord }
  /** It certainly was not sent and may be sent once more. */
  | { follow: 'repeat' }
  | { follow: 'look_again'; waitMs: number }
  /** It stays uncertain for good. */
  | { follow: 'give_up' };

const HOUR = 3_600_000;

/**
 * Returns what follows from a look-up. A text is sent again only if it is certainly missing, is about something the
 * person asked for, and was not repeated before; promotional texts never are.
 * @param match null: the provider could not be asked
 * @param looks how often it was asked before
 */
export function afterLook(
  match: Match | null,
  message: { marketing: boolean; reason: string | null; campaign: boolean },
  looks: number,
): LookUp {
  if (match?.outcome === 'found') return { follow: 'record', text: match.text };
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
    // Not for a campaign, which may be over by now.
    !message.campaign &&
    message.reason !== REPEATED;
  return { follow: repeat ? 'repeat' : 'give_up' };
}
