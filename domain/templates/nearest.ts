import { distance } from 'fastest-levenshtein';

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const sorted = (name: string): string => [...name].toSorted().join('');

/**
 * Whether a written name is probably a typo of a known one: the same letters in another order or case (`nmae`,
 * `firstName`), one letter too many or too few, or in a long name one or two wrong letters. `game` is not a typo of
 * `name`.
 */
function isNear(written: string, name: string): boolean {
  const [a, b] = [letters(written), letters(name)];
  if (a === b) return true;
  const apart = distance(a, b);
  if (apart === 1) return a.length !== b.length || b.length >= 6;
  return apart === 2 && (b.length >= 8 || (b.length >= 4 && sorted(a) === sorted(b)));
}

/** Returns the known name that an unknown one probably means; undefined when none is similar. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  return [...names]
    .filter((name) => isNear(written, name))
    .toSorted((a, b) => distance(written, a) - distance(written, b))
    .at(0);
}

/** Returns ` Did you mean "first_name"?`, or an empty text. */
export function didYouMean(written: string, names: Iterable<string>): string {
  const meant = nearest(written, names);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}
