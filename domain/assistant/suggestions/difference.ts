import type { LeftOut } from './contract.ts';
import type { Piece } from './pieces.ts';
import { withoutEach } from './without-each.ts';

/** A piece that a mark stands for. */
export type Mark = Piece & { id: number };

/** HTML and Liquid that a model writes itself. */
const MARKUP = /<[^\s\d]/;
const BRACES = /\{\{|\{%|\}\}|%\}/;
const LONGEST = 160;

/**
 * Returns what a suggestion has done to the marks of its text; undefined: nothing.
 * @param found the marks in it, in order; undefined: one that there is not
 * @param said.words what it says, with a letter for each mark
 */
export function differenceOf(
  own: readonly Mark[],
  found: readonly (Mark | undefined)[],
  { words, isMail }: { words: string; isMail: boolean },
): { left_out: LeftOut; what: string[] } | undefined {
  if (BRACES.test(words) || (isMail && MARKUP.test(words))) return { left_out: 'markup', what: [] };
  const now = found.filter((mark) => mark !== undefined);
  const lost = withoutEach(own, now);
  if (lost.length) return { left_out: 'lost', what: namesOf(lost) };
  const added = withoutEach(now, own);
  if (added.length || now.length < found.length || /[⟦⟧]/.test(words)) {
    return { left_out: 'added', what: namesOf(added) };
  }
  return orderOf(own) === orderOf(now) ? undefined : { left_out: 'moved', what: [] };
}

/** Returns the order of what is fixed. Values may change places, but none leaves its condition or loop. */
function orderOf(marks: readonly Mark[]): string {
  const fixed = marks.filter(({ kind }) => kind === 'fixed').map(({ id }) => id);
  const between: number[][] = [[]];
  for (const { id, kind, isTag } of marks) {
    if (isTag) between.push([]);
    else if (kind === 'value') between.at(-1)?.push(id);
  }
  return JSON.stringify([fixed, between.map((ids) => ids.toSorted((a, b) => a - b))]);
}

/** Names values and links as they are written; markup is only called so. */
const namesOf = (marks: readonly Mark[]): string[] => [
  ...new Set(
    marks.map(({ kind, isTag, source }) =>
      kind === 'value' || isTag ? source.slice(0, LONGEST) : 'markup',
    ),
  ),
];
