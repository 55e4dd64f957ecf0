import type { Mailbox } from '#lib/mailbox.ts';
import { isAscii } from './smtp-text.ts';

/** Replaces control characters, so that a name in a subject cannot add a header. */
export const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  /[\x00-\x1f\x7f]/.test(text) ? text.replaceAll(/[\x00-\x1f\x7f]+/g, ' ') : text;

/**
 * Whether text needs no encoding: ASCII, short enough for a line, and nothing that would be decoded (RFC 2047 §7).
 */
const isPlain = (text: string): boolean =>
  isAscii(text) && text.length < 900 && !text.includes('=?');

/** Encodes text as RFC 2047 encoded words of at most 75 characters; plain text stays unchanged. */
export function encodeWords(text: string): string {
  const value = oneLine(text);
  if (isPlain(value)) return value;
  const words: string[] = [];
  let piece = '';
  for (const letter of value) {
    // 45 bytes are 60 characters of base64. Characters are never split.
    if (Buffer.byteLength(piece + letter) > 45) {
      words.push(piece);
      piece = '';
    }
    piece += letter;
  }
  words.push(piece);
  return words.map((w) => `=?UTF-8?B?${Buffer.from(w).toString('base64')}?=`).join('\r\n ');
}

/** Formats a mailbox for a header (RFC 5322 §3.4): a plain name in quotes, any other name encoded. */
export function mailboxText({ name, address }: Mailbox): string {
  const shown = oneLine(name).trim();
  const box = address.replaceAll(/[\p{Cc}\s<>,]/gu, '');
  if (!shown) return box;
  const words = isPlain(shown) ? `"${shown.replaceAll(/["\\]/g, '\\$&')}"` : encodeWords(shown);
  return `${words} <${box}>`;
}
