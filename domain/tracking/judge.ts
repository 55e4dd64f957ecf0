import type { Visitor } from './visitors.contract.ts';

/** A picture fetched or a link followed, as it was recorded. */
export type Visit = {
  type: 'opened' | 'clicked';
  /** Milliseconds, on the same clock as the hand-over. */
  at: number;
  /** Verdict on the request alone: `visitorOf`. */
  by: Visitor;
  link?: string | null;
};

/** When the message was handed over; `under_way`: its visits came before its result was recorded. */
export type HandedOver = number | 'under_way' | null;

/** A visit sooner than this after the hand-over comes from a scanner in transit. */
const ON_THE_WAY_MS = 3_000;
/** Mail gateways scan a mail before they let it through, and delay it by at most this long. */
const GATEWAY_MS = 60_000;
/** Nobody follows this many different links by hand within such a time. */
const BURSTS = [
  { links: 2, withinMs: 1_000 },
  { links: 3, withinMs: 10_000 },
] as const;
/** Visits this close to a burst are from the same program. */
const AROUND_MS = 10_000;

/**
 * Returns who made each visit, judged by all visits together. The first rule that fits decides:
 * 1. A visit that identifies itself as a program, or sends HEAD only: a machine.
 * 2. A visit before the hand-over is known, or within three seconds of it: a machine.
 * 3. Clicks of a burst (two links within a second, three within ten), and clicks within ten seconds of it: a machine,
 *    whatever browser it claims to be. Openings that close to it: unknown.
 * 4. A click within a minute of the hand-over without an earlier opening: a gateway renders links and no pictures,
 *    and so does a mail program that hides pictures. Unknown where it looks like a person, else a machine.
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

/**
 * Returns the verdict on a message: a person where one visit was by a person, a machine where all were by machines.
 */
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
