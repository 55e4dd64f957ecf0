import type { Note } from './note.ts';

/**
 * Returns the first valid address of a cell. Google Contacts writes several addresses of one label into one cell:
 * `a@example.com ::: b@example.com`.
 * @returns the first valid value, with notes about the others; the unchanged cell if it has one value, or none that
 *   is valid
 */
export function firstOf(
  { column, value }: { column: string; value: string },
  isGood: (value: string) => boolean,
  notes: Note[],
): string {
  if (!value.includes(':::')) return value;
  const all = value.split(':::').map((one) => one.trim()).filter(Boolean); // prettier-ignore
  const taken = all.find(isGood);
  if (taken === undefined || all.length < 2) return taken ?? value;
  for (const other of all.filter((one) => one !== taken))
    notes.push({
      kind: 'left_out',
      column,
      message: 'was left out: the cell has several, and the first valid one is used',
      value: other,
    });
  return taken;
}
