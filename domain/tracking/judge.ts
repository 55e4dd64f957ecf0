import type { Visitor } from './visitors.contract.ts';

/** A picture fetched or a link followed, as it was recorded. */
export type Visit = {
  type: 'opened' | 'clicked';
  /** Milliseconds, of one clock with the hand-over. */
  at: number;
  /** What the request by itself says: `visitorOf`. */
  by: Visitor;
  link?: string | null;
};

/** When the message was handed over; `under_way`: its visits are faster than the news of that. */
export type HandedOver = number | 'under_way' | null;

/** Sooner after the hand-over than this, whoever comes is a scanner on the way. */
const ON_THE_WAY_MS = 3_000;
/** Gateways look at a mail before they let it through, and hold it for so long at most. */
const GATEWAY_MS = 60_000;
/** So many different links within such a time are not followed by hand. */
const BURSTS = [
  { links: 2, withinMs: 1_000 },
  { links: 3, withinMs: 10_000 },
] as const;
/** What comes so close to a burst is of the same program. */
const AROUND_MS = 10_000;

/**
 * Who visited, each visit by all of them. By turns, the first that fits:
 *
 * 1. What says of itself that it is a program, or asks for the head only: a machine.
 * 2. What comes before the hand-over is known, or within three seconds of it: a machine.
 * 3. Clicks of a burst (two links within a second, three within ten), and clicks ten seconds around it: a machine,
 *    whatever browser it calls itself. Openings that close to it: not known.
 * 4. A click within a minute of the hand-over that no opening came before: a gateway renders links and no pictures,
 *    and so does a mail program that hides pictures. Not known where it looks like a person, else a machine.
 * 5. Everything else: what the request says.
 */
export function judgeEach(visits: readonly Visit[], handedOver: HandedOver): Visitor[] {
  const bursts = burstsOf(visits.filter(({ type }) => type === 'clicked'));
  const opened = visits.flatMap(({ type, at, by }) =>
    type === 'opened' && by !== 'machine' && !isOnTheWay(at, handedOver) ? at : [],
  );
  const nearBurst = (at: number): boolean =>
    bursts.some(({ from, to }) => at >= from - AROUND_MS && at <= to + AROUND_MS);
  return visits.map(({ type, at, by }): Visitor => {
    if (by === 'machine' || isOnTheWay(at, handedOver)) return 'machine';
    if (nearBurst(at)) return type === 'clicked' ? 'machine' : 'unknown';
    const early = typeof handedOver === 'number' && at - handedOver < GATEWAY_MS;
    if (type === 'clicked' && early && !opened.some((one) => one <= at)) {
      return by === 'human' ? 'unknown' : 'machine';
    }
    return by;
  });
}

/** What is known of a message: a person where one visit was, a machine where all were. */
export function judge(
  visits: readonly Visit[],
  handedOver: HandedOver,
): Record<Visit['type'], Visitor | null> {
  const each = judgeEach(visits, handedOver);
  const of = (type: Visit['type']): Visitor | null => {
    const found = new Set(each.filter((_, i) => visits[i]?.type === type));
    if (found.has('human')) return 'human';
    if (found.has('unknown')) return 'unknown';
    return found.has('machine') ? 'machine' : null;
  };
  return { opened: of('opened'), clicked: of('clicked') };
}

const isOnTheWay = (at: number, handedOver: HandedOver): boolean =>
  handedOver === 'under_way' || (handedOver !== null && at < handedOver + ON_THE_WAY_MS);

type Burst = { from: number; to: number };

function burstsOf(clicks: readonly Visit[]): Burst[] {
  const sorted = clicks.toSorted((a, b) => a.at - b.at);
  return sorted.flatMap((first, i) =>
    BURSTS.flatMap(({ links, withinMs }): Burst[] => {
      const within = sorted.slice(i).filter(({ at }) => at - first.at < withinMs);
      const different = new Set(within.map(({ link }) => link ?? ''));
      return different.size >= links ? [{ from: first.at, to: within.at(-1)?.at ?? first.at }] : [];
    }),
  );
}
