import type { Rendered, TemplateSource } from './contract.ts';
import { smsSize } from './segments.ts';

/** Characters of a text: more the provider refuses (Twilio 21617). */
export const MOST_TEXT = 1_600;
/** Segments of an ordinary text, where an organisation has not said otherwise. */
export const MOST_SEGMENTS = 10;
/** What 1,600 characters beyond GSM-7 take. */
export const SEGMENTS_AT_ALL = 24;
/** Characters of a subject: a header line has at most 998 (RFC 5322 §2.1.1), most programs show far fewer. */
const MOST_SUBJECT = 900;

const number = (n: number): string => n.toLocaleString('en');
const TOO_LONG = 'becomes too long';

/** What an organisation pays for is for it to bound; what it owes (codes, confirmations) goes out as it is. */
const ORDINARY: ReadonlySet<string> = new Set(['transactional', 'promotional']);

/**
 * Whether a message that is written fits its channel.
 * @param maxSegments what the organisation allows one ordinary text to take
 * @returns the field and what is wrong with it; undefined when it fits
 */
export function outOfBounds(
  { channel, category }: Pick<TemplateSource, 'channel' | 'category'>,
  { text, subject = '' }: Rendered,
  maxSegments = MOST_SEGMENTS,
): { path: string; message: string } | undefined {
  if (channel === 'email') {
    return subject.length > MOST_SUBJECT
      ? { path: 'subject', message: `${TOO_LONG}: ${number(subject.length)} characters, at most ${number(MOST_SUBJECT)}` } // prettier-ignore
      : undefined;
  }
  if (text.length > MOST_TEXT) {
    return { path: 'body', message: `${TOO_LONG}: ${number(text.length)} characters, at most ${number(MOST_TEXT)}` }; // prettier-ignore
  }
  // Nothing is counted where it cannot be too much: a segment has 66 letters at least, the extended ones count twice.
  if (!ORDINARY.has(category) || text.length <= 66 * maxSegments) return undefined;
  const { segments } = smsSize(text);
  return segments > maxSegments
    ? { path: 'body', message: `${TOO_LONG}: ${segments} segments, at most ${maxSegments}` }
    : undefined;
}

/** Whether an error says that. */
export const saysTooLong = (messages: readonly { message: string }[] | undefined): boolean =>
  (messages ?? []).some(({ message }) => message.includes(TOO_LONG));
