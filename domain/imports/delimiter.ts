import type { Guess } from './encoding.ts';
import { firstRecords } from './csv.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/** As Excel and German, French and other programs write it above the header. */
const SAID = /^\ufeff?\s*"?sep=([^"\r\n])"?[,;\t|]*[ \t]*(?:\r\n|\r|\n)/i;

/** Records that are compared. */
const LOOKED_AT = 100;

/**
 * Finds out what stands between values: the sign that makes the most rows as wide as the header.
 * @param text the beginning of a file @param whole whether it is all of it
 */
export async function guessDelimiter(text: string, whole: boolean): Promise<Guess<string>> {
  const said = SAID.exec(text)?.[1];
  if (said) return { value: said, reason: 'the file says so in its first line' };
  const scored = await Promise.all(
    DELIMITERS.map(async (value) => ({ value, ...(await score(text, whole, value)) })),
  );
  const [best] = scored.toSorted((a, b) => b.fit - a.fit || b.width - a.width);
  if (!best?.fit) return { value: ',', reason: 'the file has one column' };
  return { value: best.value, reason: `it makes rows of ${best.width} columns` };
}

/** How many rows are as wide as the header; nothing where the header is one column. */
async function score(
  text: string,
  whole: boolean,
  delimiter: string,
): Promise<{ fit: number; width: number }> {
  const [header, ...rows] = (await firstRecords(text, whole, delimiter, LOOKED_AT)).rows;
  const width = header?.values.length ?? 0;
  if (width < 2) return { fit: 0, width };
  const fits = rows.filter(
    ({ values }) => values.length >= width && values.slice(width).every((value) => value === ''),
  );
  return { fit: (fits.length + 0.5) / (rows.length + 1), width };
}
