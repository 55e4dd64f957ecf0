import { invalidField } from '#lib/errors.ts';
import { detectFormat, readCsv, type Format, type Row } from './csv.ts';
import type { KeptFile } from './keep-file.ts';

/** What the beginning of a file shows. `whole`: these are all its rows. */
export type Looked = { format: Format; header: string[]; rows: Row[]; whole: boolean };

/**
 * Looks at the beginning of a file, so that a wrong one is refused while its sender waits.
 * @param most rows to read, below the header
 * @throws AppError invalid (`file`): empty, no text, without a header and a row
 */
export async function lookAt({ size, head }: KeptFile, most: number): Promise<Looked> {
  if (!size) throw invalidField('file', 'is empty');
  const inHead = head.length === size;
  const format = detectFormat(head, inHead);
  const end = inHead ? head : head.subarray(0, head.lastIndexOf(10) + 1);
  const read: Row[] = [];
  let whole = inHead;
  try {
    for await (const record of readCsv(once(end), format)) {
      if (read.length > most) {
        whole = false;
        break;
      }
      read.push(record);
    }
  } catch (error) {
    // The sample may end inside a quoted field where the file does not.
    if (inHead || read.length < 2) throw error;
  }
  const [header, ...rows] = read;
  if (!header || !rows.length)
    throw invalidField('file', 'needs a row of column names and at least one row below');
  return { format, header: header.values, rows, whole };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
