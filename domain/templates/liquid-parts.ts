/*
 * Finds Liquid in a text without parsing it, to keep it intact while the HTML around it is processed. Always one
 * pass: a regular expression that searches the end of each tag takes minutes for some texts.
 */

/** Tags that have an end of their own, such as `endif`. */
export const LIQUID_BLOCKS: ReadonlySet<string> = new Set([
  'if', 'unless', 'for', 'case', 'capture', 'comment', 'raw',
]); // prettier-ignore

export type LiquidPart = { kind: 'text' | 'output' | 'tag'; source: string };

const ENDS = { '{{': '}}', '{%': '%}' } as const;

/** Splits a text in order into Liquid and the text between. The parts together are the whole text. */
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
    // Without an end here, there is no end for later ones either.
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
const CONTINUES = /^(else|elsif|elseif|when)$/;

/** Returns whether every condition and loop begins and ends in these parts. */
export function isBalanced(parts: readonly LiquidPart[]): boolean {
  let depth = 0;
  for (const { kind, source } of parts) {
    if (kind !== 'tag') continue;
    const name = NAME.exec(source)?.[1] ?? '';
    if (LIQUID_BLOCKS.has(name)) depth += 1;
    else if (name.startsWith('end')) depth -= 1;
    else if (CONTINUES.test(name) && depth === 0) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Joins parts to their text again. */
export const joined = (parts: readonly LiquidPart[]): string =>
  parts.map(({ source }) => source).join('');
