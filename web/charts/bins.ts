import { own, setOwn } from '../../lib/own.ts';

export type DayCounts = { day: string; counts: Record<string, number> };
/** One or more days that are shown as one column. */
export type Bin = { from: string; to: string; counts: Record<string, number> };

/** More days than this are shown by week; the last week ends today. */
const MOST_COLUMNS = 31;

/**
 * Groups days into the columns of a chart.
 * @param what `flow`: events of the days are added up; `level`: the state at the end of the last day counts
 */
export function bins(days: readonly DayCounts[], what: 'flow' | 'level'): Bin[] {
  const size = days.length > MOST_COLUMNS ? 7 : 1;
  const found: Bin[] = [];
  for (let end = days.length; end > 0; end -= size) {
    const part = days.slice(Math.max(0, end - size), end);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) break;
    found.unshift({
      from: first.day,
      to: last.day,
      counts: what === 'level' ? last.counts : sum(part),
    });
  }
  return found;
}

function sum(days: readonly DayCounts[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { counts } of days) {
    for (const [name, n] of Object.entries(counts)) setOwn(all, name, (own(all, name) ?? 0) + n);
  }
  return all;
}

/** Returns the names with a count, in the order of `known`, then the others. */
export function namesIn(bins: readonly Bin[], known: readonly string[]): string[] {
  const seen = new Set(
    bins.flatMap(({ counts }) => Object.keys(counts).filter((n) => own(counts, n))),
  );
  return [...known.filter((name) => seen.delete(name)), ...seen];
}

/** Returns a round number at or above the highest column. */
export function ceiling(highest: number): number {
  if (highest <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= highest) ?? highest;
}
