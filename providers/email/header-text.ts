import type { Mailbox } from '#lib/mailbox.ts';
import { isAscii } from './smtp-text.ts';

/** A name in a subject cannot bring a header of its own. */
export const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  /[\x00-\x1f\x7f]/.test(text) ? text.replaceAll(/[\x00-\x1f\x7f]+/g, ' ') : text;

/** Read as it stands: in ASCII, short enough for a line, and nothing that would be decoded (RFC 2047 §7). */
const isPlain = (text: string): boolean =>
  isAscii(text) && text.length < 900 && !text.includes('=?');

/** RFC 2047 encoded words of at most 75 characters; plain text is left as it is. */
export function encodeWords(text: string): string {
  const value = oneLine(text);
  if (isPlain(value)) return value;
  const words: string[] = [];
  let piece = '';
  for (const letter of value) {
    // 45 bytes are 60 characters of base64, and a letter is never cut.
    if (Buffer.byteLength(piece + letter) > 45) {
      words.push(piece);
      piece = '';
    }
    piece += letter;
  }
  words.push(piece);
  return words.map((w) => `=?UTF-8?B?${Buffer.from(w).toString('base64')}?=`).join('\r\n ');
}

/** A mailbox as a header has it (RFC 5322 §3.4): a plain name in quotes, any other encoded. */
export function mailboxText({ name, address }: Mailbox): string {
  const shown = oneLine(name).trim();
  const box = address.replaceAll(/[\p{Cc}\s<>,]/gu, '');
  if (!shown) return box;
  const words = isPlain(shown) ? `"${shown.replaceAll(/["\\]/g, '\\$&')}"` : encodeWords(shown);
  return `${words} <${box}>`;
}
