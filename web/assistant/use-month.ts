import { useClock } from '../core/clock.ts';

/** Returns a function that formats `2026-11` as a month in words. */
export function useMonth(): (month: string) => string {
  const { locale } = useClock();
  return (month) =>
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      new Date(`${month}-01`),
    );
}
