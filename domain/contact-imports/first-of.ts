import type { Note } from './note.ts';

/**
 * Google Contacts writes the addresses of one label into one cell: `a@example.com ::: b@example.com`.
 * @returns the first that is one, the others noted; the cell as it is where it holds one value, or none that is good
 */
export function firstOf(
  { column, value }: { column: string; value: string },
  isGood: (value: string) => boolean,
  notes: Note[],
): string {
  const all = value.split(':::').map((one) => one.trim()).filter(Boolean); // prettier-ignore
  const taken = all.find(isGood);
  if (taken === undefined || all.length < 2) return taken ?? value;
  for (const other of all.filter((one) => one !== taken))
    notes.push({
      kind: 'left_out',
      column,
      message: 'was left out: the cell has several, the first good one is taken',
      value: other,
    });
  return taken;
}
