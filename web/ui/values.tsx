import type { ReactNode } from 'react';
import { own } from '../../lib/own.ts';
import { useClock } from '../core/clock.ts';
import { timesIn } from '../core/times-in.ts';
import classes from './ui.module.css';

/**
 * Shows text formatted in the reader's browser. It may differ from the server's by a space or a month name. Without
 * `suppressHydrationWarning` on its element, React would then render the whole page again.
 */
export function Local({ children }: { children: ReactNode }) {
  return <span suppressHydrationWarning>{children}</span>;
}

/** Shows a moment in the reader's zone; the exact time, with its zone, on hover. */
export function Moment({ at, missing = '–' }: { at: string | null | undefined; missing?: string }) {
  const { locale, zone } = useClock();
  if (!at) return <>{missing}</>;
  const date = new Date(at);
  const short = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  const exact = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    timeZone: zone,
  });
  return (
    <time
      dateTime={at}
      title={exact.format(date)}
      className={classes['nowrap']}
      suppressHydrationWarning
    >
      {short.format(date)}
    </time>
  );
}

/** Shows a sentence of the API with its times in the reader's zone, like all other times of a page. */
export function Timed({ text }: { text: string }) {
  return (
    <>
      {timesIn(text).map((part, i) =>
        typeof part === 'string' ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- a sentence never changes its order
          <Moment key={i} at={part.at} />
        ),
      )}
    </>
  );
}

/** Shows a moment in another zone, with its name. */
export function LocalMoment({ at, zone }: { at: string | null; zone: string }) {
  const { locale } = useClock();
  if (!at) return <>–</>;
  const words = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  return (
    <time dateTime={at} suppressHydrationWarning>
      {words.format(new Date(at))} ({zone})
    </time>
  );
}

/** Formats a whole number for the reader. */
export function Count({ value }: { value: number }) {
  const { locale } = useClock();
  return <Local>{new Intl.NumberFormat(locale).format(value)}</Local>;
}

export function useCount(): (value: number) => string {
  const { locale } = useClock();
  return (value) => new Intl.NumberFormat(locale).format(value);
}

/** Counts things in words: `3 messages`, `1 person`. */
export function useSome(): (n: number, one: string, many?: string) => string {
  const count = useCount();
  return (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
}

/** Formats days as people say them: `730` → `2 years`, `30` → `30 days`. */
export function useDays(): (days: number) => string {
  const { locale } = useClock();
  return (days) => {
    const [count, unit] = days >= 365 && days % 365 === 0 ? [days / 365, 'year'] : [days, 'day'];
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
      count,
    );
  };
}

/** Formats an amount for the reader; parts of a cent are shown if there are any. */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  const money = useMoney();
  return <Local>{money(amount, currency)}</Local>;
}

export function useMoney(): (amount: string, currency: string) => string {
  const { locale } = useClock();
  return (amount, currency) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      maximumFractionDigits: Number(amount) < 1 ? 4 : 2,
    }).format(Number(amount));
}

/** Formats a share from 0 to 1. */
export function Percent({ value }: { value: number | null }) {
  const { locale } = useClock();
  if (value === null) return <>–</>;
  return <Local>{new Intl.NumberFormat(locale, { style: 'percent' }).format(value)}</Local>;
}

/** Shows a country by its name in the reader's language. */
export function Country({ code }: { code: string | null }) {
  const { locale } = useClock();
  if (!code) return <>–</>;
  return (
    <Local>
      {new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code}
    </Local>
  );
}

/** Returns a language's own name: العربية for ar. */
export const languageName = (tag: string): string => {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
};

export const CHANNEL_WORDS: Record<string, string> = { sms: 'Text message', email: 'E-mail' };
export const CHANNEL_OPTIONS = [
  { value: 'sms', label: 'Text message' },
  { value: 'email', label: 'E-mail' },
];

export function Channel({ value }: { value: string }) {
  return <>{own(CHANNEL_WORDS, value) ?? value}</>;
}

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span>
      {tags.map((tag) => (
        <span key={tag} className={classes['tag']} title={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
