/** Text, or a time that the page shows in the reader's zone. */
export type Part = string | { at: string };

/** RFC 3339, or as the API writes it in a sentence: `2026-11-30 07:56 UTC`. */
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC|[+-]\d\d(?::?\d\d)?)/g;

/** Splits a text into parts, so that its times are shown in the reader's zone. */
export function timesIn(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(TIME)) {
    const at = found[0].replace(' UTC', 'Z').replace(' ', 'T');
    parts.push(text.slice(from, found.index), { at });
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
