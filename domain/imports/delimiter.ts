import { AppError } from '#lib/errors.ts';
import { firstRecords, type FirstRecords } from './csv.ts';
import type { Guess } from './encoding.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/** The line `sep=;` that Excel and other programs write above the header, e.g. in German and French. */
const SAID = /^\ufeff?\s*"?sep=([^"\r\n])"?[,;\t|]*[ \t]*(?:\r\n|\r|\n)/i;

/** How many records are compared. */
const LOOKED_AT = 100;

/**
 * Detects the delimiter: the character that gives the most rows the header's number of columns.
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

/** Scores a delimiter by the share of rows as wide as the header; 0 where the header has one column. */
async function score(
  text: string,
  whole: boolean,
  delimiter: string,
): Promise<{ fit: number; width: number }> {
  const read = await firstRecords(text, whole, delimiter, LOOKED_AT).catch(refused);
  const [header, ...rows] = read.rows;
  const width = header?.values.length ?? 0;
  if (width < 2) return { fit: 0, width };
  const fits = rows.filter(
    ({ values }) => values.length >= width && values.slice(width).every((value) => value === ''),
  );
  return { fit: (fits.length + 0.5) / (rows.length + 1), width };
}

/** With a wrong delimiter a good file may seem to end inside a quoted field. */
function refused(error: unknown): FirstRecords {
  if (error instanceof AppError) return { rows: [], all: false };
  throw error;
}
