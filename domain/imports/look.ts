import { invalidField } from '#lib/errors.ts';
import { firstRecords, type Format, type Row } from './csv.ts';
import { guessDelimiter } from './delimiter.ts';
import { decoderOf, guessEncoding, mustBeText, type Guess } from './encoding.ts';
import { headed } from './has-header.ts';
import type { KeptFile } from './keep-file.ts';

/** What the beginning of a file shows. `whole`: these are all its rows. */
export type Looked = {
  format: Format;
  /** Why it is read so. */
  reasons: Record<keyof Format, string>;
  header: string[];
  /** False: the file has no row of names, and its columns are numbered. */
  named: boolean;
  rows: Row[];
  whole: boolean;
};

/** Letters by which the delimiter is found. */
const LOOKED_AT = 64 * 1024;

/**
 * Looks at the beginning of a file, so that a wrong one is refused while its sender waits.
 * @param most rows to read, below the header
 * @param chosen what somebody said about it; the rest is guessed
 * @param country of the organisation
 * @throws AppError invalid (`file`): empty, no text, without a header and a row
 */
export async function lookAt(
  file: Omit<KeptFile, 'name'>,
  most: number,
  chosen: Partial<Format> = {},
  country: string | null = null,
): Promise<Looked> {
  if (!file.size) throw invalidField('file', 'is empty');
  const encoding = asChosen(chosen.encoding) ?? guessEncoding(file, country);
  const inHead = file.head.length === file.size;
  const decode = decoderOf(encoding.value);
  // What was cut off may end in the middle of a character.
  const text = decode(file.head) + (inHead ? decode() : '');
  mustBeText(text, encoding.value);
  const start = text.slice(0, LOOKED_AT);
  const delimiter =
    asChosen(chosen.delimiter) ??
    (await guessDelimiter(start, inHead && start.length === text.length));
  const { rows: read, all } = await firstRecords(text, inHead, delimiter.value, most + 1);
  const [top, ...below] = read;
  const first = top && headed(top);
  const rows = [...(first?.rows ?? []), ...below];
  if (!first || !rows.length)
    throw invalidField('file', 'needs a row of column names and at least one row below');
  return {
    format: { encoding: encoding.value, delimiter: delimiter.value },
    reasons: { encoding: encoding.reason, delimiter: delimiter.reason },
    header: first.header,
    named: first.named,
    rows,
    whole: all,
  };
}

const asChosen = <T>(value: T | undefined): Guess<T> | undefined =>
  value === undefined ? undefined : { value, reason: 'as you said' };
