import { getAllTimezones } from 'countries-and-timezones';

/** Returns the runtime's current name of a zone. Compare it only with other results of this function. */
function canonical(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

let byCanonical: Map<string | null, string[]> | undefined;

/**
 * Returns every name of the same zone, in lower case: `asia/calcutta` and `asia/kolkata`. Stored names are not made
 * canonical: a zone is stored as given, since the runtime's canonical name changes with its version.
 */
export function zoneNames(name: string): string[] {
  byCanonical ??= Map.groupBy(Object.keys(getAllTimezones({ deprecated: true })), canonical);
  const same = canonical(name);
  const known = same === null ? [] : (byCanonical.get(same) ?? []);
  return [...new Set([name, ...known].map((one) => one.toLowerCase()))];
}
