import { z } from 'zod';

const LONGEST = 64;
/** Abbreviations that are IANA names. Others that ICU accepts (`IST`, `PST`) are ambiguous. */
const SHORT = new Set('CET,EET,EST,GMT,HST,MET,MST,PRC,ROC,ROK,UCT,UTC,WET'.split(','));

/** Cache: asking `Intl` is noticeably slow in a file of 100,000 rows. */
const met = new Map<string, boolean>();
const MOST_MET = 2_000;

/**
 * Returns whether a text names a time zone: anything `Intl.DateTimeFormat` accepts, including old names, new names
 * and offsets. The name is stored as given; comparisons use `zoneNames` (domain/contacts/conditions/zone-names.ts).
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

/** A time zone as a client names it. */
export const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin');
