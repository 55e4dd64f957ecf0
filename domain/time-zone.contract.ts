import { z } from 'zod';

const LONGEST = 64;
/** Abbreviations that are IANA names. The others that ICU takes (`IST`, `PST`) mean several places. */
const SHORT = new Set('CET,EET,EST,GMT,HST,MET,MST,PRC,ROC,ROK,UCT,UTC,WET'.split(','));

/** Names met before: asking `Intl` takes long enough to be felt in a file of 100,000 rows. */
const met = new Map<string, boolean>();
const MOST_MET = 2_000;

/**
 * Whether it names a time zone: what `Intl.DateTimeFormat` takes, old names, new names and offsets alike. It is kept
 * as it was given; whoever compares asks `zoneNames` (domain/contacts/conditions/zone-names.ts).
 */
export function isTimeZone(name: string): boolean {
  if (name.length > LONGEST) return false;
  const known = met.get(name);
  if (known !== undefined) return known;
  if (met.size >= MOST_MET) met.clear();
  const takes = (SHORT.has(name.toUpperCase()) || !/^[a-z]{3}$/i.test(name)) && intlTakes(name);
  met.set(name, takes);
  return takes;
}

function intlTakes(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A time zone as somebody gives it. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');
