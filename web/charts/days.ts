import { useClock } from '../core/clock.ts';

/** Formats days in the reader's language: `3 Nov`, or `28 Oct – 3 Nov` for several. The days are plain dates. */
export function useDays(): (days: { from: string; to: string }) => string {
  const { locale } = useClock();
  const format = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const day = (date: string): string => format.format(new Date(date));
  // Not formatRange: server and browser put different spaces around its dash, so hydration would fail.
  return ({ from, to }) => (from === to ? day(from) : `${day(from)} – ${day(to)}`);
}
