import { Temporal } from 'temporal-polyfill';
import type { OpenHours } from './contract.ts';

/** Where a person may be: every zone their clock may show, every region whose rule may apply. */
export type Location = { zones: readonly string[]; regions: readonly string[] };

export type QuietRule = {
  region: string;
  hours: readonly OpenHours[];
  /** Local dates (`2026-12-25`) on which nothing may arrive. */
  closed: ReadonlySet<string>;
};

/** Open or closed until `until`, by these rules; null: for longer than we look ahead. */
export type Opening = { open: boolean; until: Date | null };

/** [from, to) as epoch milliseconds. */
type Span = readonly [number, number];

const DAY = 86_400_000;
/** Days we look ahead: longer than any weekend or run of holidays. */
const DAYS = 16;

/**
 * Returns whether messages may arrive at an instant.
 * 1. Rules: every rule whose region may cover the person; all of them must allow it.
 * 2. Clock: the wall clock. An hour that spring skips does not exist; one that autumn repeats counts twice.
 * 3. Several possible zones: all their clocks must allow it (the intersection).
 */
export function openingAt(rules: readonly QuietRule[], location: Location, at: Date): Opening {
  const here = rules.filter((r) => r.region === '*' || location.regions.includes(r.region));
  if (!here.length) return { open: true, until: null };
  const now = at.getTime();
  const open = location.zones
    .map((zone) => openSpans(here, zone, now))
    .reduce((all, one) => intersect(all, one), [[now - DAY, now + DAYS * DAY] as const]);
  const next = open.find(([, to]) => to > now);
  if (!next) return { open: false, until: null };
  const [from, to] = next;
  return from <= now ? { open: true, until: new Date(to) } : { open: false, until: new Date(from) };
}

/** Returns when a zone's clock allows messages, from yesterday on. */
function openSpans(rules: readonly QuietRule[], zone: string, now: number): Span[] {
  const spans: Span[] = [];
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  for (let i = -1; i < DAYS; i++) {
    const date = today.add({ days: i });
    const hours = rules.map((r) => hoursOf(r, date)).reduce(intersect, [[0, DAY]]);
    if (!hours.length) continue;
    for (const { start, end, offset } of stretches(date, zone)) {
      const midnight = Date.UTC(date.year, date.month - 1, date.day) - offset;
      for (const [from, to] of hours) {
        const span = [Math.max(midnight + from, start), Math.min(midnight + to, end)] as const;
        if (span[0] < span[1]) append(spans, span);
      }
    }
  }
  return spans;
}

/** Returns a rule's hours on a date, in milliseconds after midnight by the wall clock. */
function hoursOf(rule: QuietRule, date: Temporal.PlainDate): Span[] {
  if (rule.closed.has(date.toString())) return [];
  return rule.hours
    .filter(({ days }) => days.includes(date.dayOfWeek))
    .map(({ from, to }): Span => [sinceMidnight(from), sinceMidnight(to)])
    .toSorted((a, b) => a[0] - b[0])
    .reduce((all: Span[], span) => append(all, span), []);
}

const sinceMidnight = (time: string): number =>
  (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;

/** Yields the parts of a local day with one UTC offset each: one part, except on days when the clock changes. */
function* stretches(
  date: Temporal.PlainDate,
  zone: string,
): Generator<{ start: number; end: number; offset: number }> {
  let from = date.toZonedDateTime(zone);
  const dayEnd = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  while (from.epochMilliseconds < dayEnd) {
    const change = from.getTimeZoneTransition('next');
    const end = Math.min(change?.epochMilliseconds ?? dayEnd, dayEnd);
    yield { start: from.epochMilliseconds, end, offset: from.offsetNanoseconds / 1e6 };
    from = Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone);
  }
}

/** Adds a span that begins no earlier than the last one; joins adjacent spans. */
function append(spans: Span[], span: Span): Span[] {
  const last = spans.at(-1);
  if (last && span[0] <= last[1]) spans[spans.length - 1] = [last[0], Math.max(last[1], span[1])];
  else spans.push(span);
  return spans;
}

/** Returns the intersection of two sorted lists. */
function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i], b[j]];
    if (!x || !y) break;
    const span = [Math.max(x[0], y[0]), Math.min(x[1], y[1])] as const;
    if (span[0] < span[1]) common.push(span);
    if (x[1] < y[1]) i++;
    else j++;
  }
  return common;
}
