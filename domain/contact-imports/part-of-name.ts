import { saysAnyName } from '../imports/header-words.ts';
import type { HeaderTarget } from '../imports/targets.contract.ts';

type Named = { index: number; column: string; target: HeaderTarget };

/**
 * A column `Name` beside one of first names holds last names, beside one of last names first names; unless its values
 * repeat the other's, because then they are whole names.
 * @returns the column and what it is instead, or null
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
  // A whole name in another column needs no parts.
  if (columns.some((one) => one.target === 'name' && one !== candidate)) return null;
  const pairs = rows
    .map((row) => [row[candidate.index] ?? '', row[beside.index] ?? ''])
    .filter((pair) => pair.every(Boolean));
  const whole = pairs.filter(([name = '', part = '']) => holdsName(name, part));
  if (whole.length * 2 > pairs.length) return null;
  return {
    candidate,
    target: first ? 'last_name' : 'first_name',
    reason: `by its name, beside “${beside.column}”`,
  };
}

/** Whether a name has another as a part, whatever their case. */
export const holdsName = (name: string, part: string): boolean =>
  wordsOf(name).includes(wordsOf(part));

const wordsOf = (text: string): string =>
  ` ${text.normalize('NFC').toLowerCase().split(/[\s,]+/u).join(' ').trim()} `; // prettier-ignore
