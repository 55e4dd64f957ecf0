import { MOST_OUTPUT } from './limits.ts';

/*
 * Most templates are text with `{{ a.b }}` and `{{ a.b | default: "c" }}` in it. Those are filled here by
 * joining strings, a tenth of what Liquid takes for them (measured: 3 µs against 39 for a mail of 5 KB in
 * both parts). Everything else, and every value that is not plain text, is left to Liquid, so that
 * there is one meaning: test/domain/templates/plain.test.ts holds the two against each other.
 */
const OUTPUT =
  /\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:\|\s*default:\s*(?:"([^"]*)"|'([^']*)')\s*)?\}\}/g;
/** Words with a meaning of their own in Liquid. */
const SPECIAL = /^(true|false|nil|null|empty|blank)$|(^|\.)(size|first|last)(\.|$)/;

type Output = { path: string[]; fallback: string | undefined };
type Part = string | Output;

/** Fills with these values; null where Liquid has to: a value that is missing, or no text or number. */
export type PlainTemplate = (scope: object) => string | null;

/** @returns null for a text that needs more of Liquid than named values */
export function plainTemplate(
  source: string,
  escape: (value: string) => string,
): PlainTemplate | null {
  const parts: Part[] = [];
  let end = 0;
  for (const match of source.matchAll(OUTPUT)) {
    const path = match[1] ?? '';
    if (SPECIAL.test(path)) return null;
    parts.push(source.slice(end, match.index), {
      path: path.split('.'),
      fallback: match[2] ?? match[3],
    });
    end = match.index + match[0].length;
  }
  parts.push(source.slice(end));
  if (parts.some((part) => typeof part === 'string' && /\{\{|\{%/.test(part))) return null;
  return (scope) => {
    let out = '';
    for (const part of parts) {
      const text = typeof part === 'string' ? part : fill(part, scope, escape);
      if (text === null) return null;
      out += text;
      // Too long: Liquid has the words for that.
      if (out.length > MOST_OUTPUT) return null;
    }
    return out;
  };
}

function fill(
  { path, fallback }: Output,
  scope: object,
  escape: (v: string) => string,
): string | null {
  let value: unknown = scope;
  for (const key of path) {
    // Liquid knows a size and a length of texts and lists.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    if (value === undefined) break;
  }
  if (fallback !== undefined && (value === undefined || value === '')) return escape(fallback);
  if (typeof value === 'string') return escape(value);
  return typeof value === 'number' ? String(value) : null;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

/** As Liquid's `escape` does. */
export const escapeHtml = (value: string): string =>
  /[&<>"']/.test(value) ? value.replace(/[&<>"']/g, (c) => ENTITIES.get(c) ?? c) : value;
