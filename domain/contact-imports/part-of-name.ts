import { saysAnyName } from '../imports/header-words.ts';
import type { HeaderTarget } from '../imports/targets.contract.ts';

type Named = { index: number; column: string; target: HeaderTarget };

/**
 * Decides whether a column `Name` contains only a part of names: beside a column of first names it has last names,
 * and vice versa. If its values contain those of the other column, they are whole names.
 * @returns the column and its actual target, or null
 */
export function partOfName<T extends Named>(
  columns: readonly T[],
  rows: readonly (readonly string[])[],
): { candidate: T; target: HeaderTarget; reason: string } | null {
  const of = (target: HeaderTarget): T | undefined => columns.find((one) => one.target === target);
  const [first, last] = [of('first_name'), of('last_name')];
  const beside = first ?? last;
  const candidate = columns.find((one) => one.target === 'name' && saysAnyName(one.column));
  if (!candidate || !beside || (first && last)) return null;
  // Another column has whole names, so parts are not needed.
  if (columns.some((one) => one.target === 'name' && one !== candidate)) return null;
  const pairs = rows
    .map((row) => [row[candidate.index] ?? '', row[beside.index] ?? ''])
    .filter((pair) => pair.every(Boolean));
  const whole = pairs.filter(([name = '', part = '']) => containsName(name, part));
  if (whole.length * 2 > pairs.length) return null;
  return {
    candidate,
    target: first ? 'last_name' : 'first_name',
    reason: `by its name, beside “${beside.column}”`,
  };
}

/** Returns whether a name contains another one as a part, ignoring case. */
export const containsName = (name: string, part: string): boolean =>
  wordsOf(name).includes(wordsOf(part));

const wordsOf = (text: string): string =>
  ` ${text.normalize('NFC').toLowerCase().split(/[\s,]+/u).join(' ').trim()} `; // prettier-ignore
