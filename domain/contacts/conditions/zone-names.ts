import { getAllTimezones } from 'countries-and-timezones';

/** `Asia/Kolkata` → what the runtime calls it today; only ever compared with another answer of this function. */
function canonical(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

let byCanonical: Map<string | null, string[]> | undefined;

/**
 * Every name of the same zone, in lower case: `asia/calcutta` and `asia/kolkata`. Names are no values to be changed:
 * a zone is kept as it was given, and the runtime's own choice of a canonical name changes with its version.
 */
export function zoneNames(name: string): string[] {
  byCanonical ??= Map.groupBy(Object.keys(getAllTimezones({ deprecated: true })), canonical);
  const same = canonical(name);
  const known = same === null ? [] : (byCanonical.get(same) ?? []);
  return [...new Set([name, ...known].map((one) => one.toLowerCase()))];
}
