import { useClock } from '../core/clock.ts';

/** Formats a share in the reader's language: 0.5 → 50 %. */
export function usePercent(): (share: number) => string {
  const { locale } = useClock();
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return (share) => format.format(share);
}
