/** Formats the day of a moment in a time zone, in words: `November 29, 2026`. */
export const dayInWords = (language: string, zone: string, at: Date): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: zone }).format(at);

/** Formats the day of a moment in a time zone, in digits: `2026-11-29`. */
export const dayInDigits = (zone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(at);
