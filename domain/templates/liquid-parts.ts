/*
 * Where Liquid stands in a text, without reading it: enough to keep it whole while the HTML around it is looked at.
 * One pass, whatever the text: a pattern that looks for the end of each tag takes minutes for some.
 */

export type LiquidPart = { kind: 'text' | 'output' | 'tag'; source: string };

const ENDS = { '{{': '}}', '{%': '%}' } as const;

/** A text in order: what is Liquid, and what stands between. Together they are the text. */
export function liquidParts(source: string): LiquidPart[] {
  const parts: LiquidPart[] = [];
  const closed = { '{{': true, '{%': true };
  let from = 0;
  const text = (to: number): void => {
    if (to > from) parts.push({ kind: 'text', source: source.slice(from, to) });
    from = to;
  };
  for (let at = source.indexOf('{'); at >= 0; at = source.indexOf('{', Math.max(at + 1, from))) {
    const start = source.startsWith('{{', at) ? '{{' : source.startsWith('{%', at) ? '{%' : null;
    if (!start || !closed[start]) continue;
    const end = source.indexOf(ENDS[start], at + 2);
    // Not closed once, never closed behind it.
    if (end < 0) closed[start] = false;
    else {
      text(at);
      parts.push({ kind: start === '{{' ? 'output' : 'tag', source: source.slice(at, end + 2) });
      from = end + 2;
    }
  }
  text(source.length);
  return parts;
}

const NAME = /^\{%-?\s*(\w+)/;
const OPENS = /^(if|unless|for|case|capture|tablerow|comment|raw)$/;
const CONTINUES = /^(else|elsif|elseif|when)$/;

/** Whether every condition and loop begins and ends in these parts. */
export function isBalanced(parts: readonly LiquidPart[]): boolean {
  let depth = 0;
  for (const { kind, source } of parts) {
    if (kind !== 'tag') continue;
    const name = NAME.exec(source)?.[1] ?? '';
    if (OPENS.test(name)) depth += 1;
    else if (name.startsWith('end')) depth -= 1;
    else if (CONTINUES.test(name) && depth === 0) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

export const joined = (parts: readonly LiquidPart[]): string =>
  parts.map(({ source }) => source).join('');
