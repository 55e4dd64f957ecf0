import { invalidField } from '#lib/errors.ts';
import { firstRecords, type Format, type Row } from './csv.ts';
import { guessDelimiter } from './delimiter.ts';
import { decoderOf, guessEncoding, mustBeText, type Guess } from './encoding.ts';
import { headed } from './has-header.ts';
import { saidBy } from './header-words.ts';
import type { KeptFile } from './keep-file.ts';
import { swallowedByHeader } from './swallowed.ts';

/** The result of inspecting the beginning of a file. `whole`: these are all its rows. */
export type Looked = {
  format: Format;
  /** Why this format was chosen. */
  reasons: Record<keyof Format, string>;
  header: string[];
  /** False: the file has no header, and its columns are numbered. */
  named: boolean;
  rows: Row[];
  whole: boolean;
};

/**
 * Inspects the beginning of a file, so that a wrong file is refused during the upload.
 * @param most rows to read below the header
 * @param chosen the format that the user chose; the rest is detected
 * @param country of the organisation
 * @throws AppError invalid (`file`) when it is empty, not text, or has no header and no row
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
  // A truncated text may end in the middle of a character.
  const text = decode(file.head) + (inHead ? decode() : '');
  mustBeText(text, encoding.value);
  const delimiter = asChosen(chosen.delimiter) ?? (await guessDelimiter(text, inHead));
  const { rows: read, all, problem } = await firstRecords(text, inHead, delimiter.value, most + 1);
  const [top, ...below] = read;
  const first = top && headed(top);
  const rows = [...(first?.rows ?? []), ...below];
  if (!first || !rows.length)
    throw problem ?? invalidField('file', 'needs a row of column names and at least one row below');
  if (first.named && swallowedByHeader(top.values))
    throw invalidField(
      'file',
      'has a row within its column names: a closing quote is missing in the first line',
    );
  if (first.named && isTitle(first.header, rows))
    throw invalidField('file', 'has a title above its column names: remove the lines above them');
  return {
    format: { encoding: encoding.value, delimiter: delimiter.value },
    reasons: { encoding: encoding.reason, delimiter: delimiter.reason },
    header: first.header,
    named: first.named,
    rows,
    whole: all,
  };
}

/** Whether a first row is a title: one cell that names no column, above wider rows. */
function isTitle(header: readonly string[], rows: readonly Row[]): boolean {
  const [only = '', ...more] = header.filter(Boolean);
  if (more.length || saidBy(only)) return false;
  const wide = ({ values }: Row): boolean =>
    values.filter(Boolean).length > 1 || (header.length === 1 && /[;\t|]/.test(values.join('')));
  return rows[0] !== undefined && wide(rows[0]);
}

const asChosen = <T>(value: T | undefined): Guess<T> | undefined =>
  value === undefined ? undefined : { value, reason: 'as you set it' };
