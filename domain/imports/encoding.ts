import { invalidField } from '#lib/errors.ts';
import { streamingDecoder } from './decoder.ts';
import { ENCODINGS, type Encoding } from './encodings.contract.ts';
import { legacyEncoding } from './legacy-encoding.ts';

/** A detected value, with the reason for it. */
export type Guess<T> = { value: T; reason: string };

/** The bytes of a file that detection uses. `foreign`: the first bytes that are not UTF-8; null when all are. */
export type Bytes = { head: Buffer; foreign: Buffer | null };

/** Returns the encoding named in a database row. */
export const encodingNamed = (name: string): Encoding =>
  ENCODINGS.find((known) => known === name) ?? 'utf-8';

/**
 * Detects the encoding of a file: by its byte order mark, else by zero bytes, else whether it is UTF-8, else by its
 * letters.
 * @param country of the organisation; its language is more likely
 */
export function guessEncoding({ head, foreign }: Bytes, country: string | null): Guess<Encoding> {
  const marked = markOf(head);
  if (marked) return { value: marked, reason: 'the file says so in its first bytes' };
  const wide = utf16In(head);
  if (wide) return { value: wide, reason: 'every other byte is empty' };
  if (!foreign) return { value: 'utf-8', reason: 'every byte fits' };
  const found = legacyEncoding(foreign, country);
  if (found && found.encoding !== 'windows-1252')
    return { value: found.encoding, reason: why(found.language) };
  return {
    value: 'windows-1252',
    reason: 'it is not UTF-8; Excel writes this in Western countries',
  };
}

const languages = new Intl.DisplayNames('en', { type: 'language' });

const why = (language: string | null): string =>
  language === null
    ? 'it is not UTF-8, and its characters look like this'
    : `it is not UTF-8, and this reads as ${languages.of(language) ?? language}`;

function markOf(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 'utf-8' : null;
}

/** How many bytes are enough to recognize UTF-16. */
const SEEN = 256 * 1024;

/** Only UTF-16 text has zero bytes. Those of separators and line ends are all at even or all at odd positions. */
function utf16In(head: Buffer): Encoding | null {
  const empty = [0, 0];
  for (const [i, byte] of head.subarray(0, SEEN).entries())
    if (byte === 0) empty[i % 2] = (empty[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = empty;
  const seen = Math.min(head.length, SEEN);
  if (even + odd < seen / 50 || even + odd === seen) return null;
  const value = odd > even ? 'utf-16le' : 'utf-16be';
  return Math.min(even, odd) < (even + odd) / 10 ? value : null;
}

/**
 * Returns a streaming decoder.
 * @throws AppError invalid (`file`) when bytes are not text in this encoding
 */
export function decoderOf(encoding: Encoding): (bytes?: Buffer) => string {
  const decode = streamingDecoder(encoding);
  return (bytes) => {
    try {
      return decode(bytes);
    } catch {
      throw notText(encoding);
    }
  };
}

/** Control characters that no spreadsheet writes. */
// oxlint-disable-next-line no-control-regex -- what it finds
const CONTROLS = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f]/g;

/**
 * Refuses binary files: more than one character in fifty is a control character. A few are a fault of their rows.
 * @throws AppError invalid (`file`)
 */
export function mustBeText(text: string, encoding: Encoding): void {
  if ((text.match(CONTROLS)?.length ?? 0) > text.length / 50) throw notText(encoding);
}

const notText = (encoding: Encoding) =>
  invalidField(
    'file',
    `is not valid ${encoding.toUpperCase()} text: save it from your spreadsheet as "CSV UTF-8", or choose its encoding`,
  );
