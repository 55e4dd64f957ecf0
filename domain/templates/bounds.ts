import type { Rendered, TemplateSource } from './contract.ts';
import { isVisible, NOTHING_SEEN } from '#lib/visible.ts';
import { smsSize } from './segments.ts';

/** The maximum of characters of a text: the provider refuses more (Twilio 21617). */
export const MOST_TEXT = 1_600;
/** The default maximum of segments of an ordinary text. */
export const MOST_SEGMENTS = 10;
/** The number of segments of 1,600 characters in UCS-2. */
export const SEGMENTS_AT_ALL = 24;
/**
 * The maximum of characters of a subject: a header line has at most 998 (RFC 5322 §2.1.1), and most programs show far
 * fewer.
 */
const MOST_SUBJECT = 900;

const number = (n: number): string => n.toLocaleString('en');
const TOO_LONG = 'becomes too long';
/** The fault of a list or an object that a text writes. */
export const NO_TEXT = 'writes a list or an object where only a text or number can stand';
/** The fault of a calculation without a result: a division by zero, or with a text. */
export const NO_NUMBER = 'writes the result of a calculation that has none: it divides by zero, or calculates with what is no number'; // prettier-ignore
/** The fault of a text with what is no character. */
export const NO_CHARACTER = 'writes a NUL, or half of a character';
/** The fault of a message that shows nothing besides the opt-out and the footer. */
export const NOTHING_TO_SEE = `${NOTHING_SEEN} once it is filled in`;
const NO_SUBJECT = 'is empty once it is filled in: a mail needs a subject';

/**
 * Categories that the organisation's limit applies to. Messages it must send (codes, confirmations) are not limited.
 */
const ORDINARY: ReadonlySet<string> = new Set(['transactional', 'promotional']);

/**
 * Checks whether a rendered message fits its channel, and whether a mail has a subject.
 * @param options.mayBeEmpty accepts a mail whose subject is empty: for sample values, never for sending
 * @param maxSegments the organisation's limit for one ordinary text
 * @returns the field and what is wrong with it; undefined when it fits
 */
export function outOfBounds(
  { channel, category }: Pick<TemplateSource, 'channel' | 'category'>,
  { text, subject = '' }: Rendered,
  maxSegments = MOST_SEGMENTS,
  options: { mayBeEmpty?: boolean | undefined } = {},
): { path: string; message: string } | undefined {
  if (channel === 'email') {
    if (!options.mayBeEmpty && !isVisible(subject)) {
      return { path: 'subject', message: NO_SUBJECT };
    }
    return subject.length > MOST_SUBJECT
      ? { path: 'subject', message: `${TOO_LONG}: ${number(subject.length)} characters, at most ${number(MOST_SUBJECT)}` } // prettier-ignore
      : undefined;
  }
  if (text.length > MOST_TEXT) {
    return { path: 'body', message: `${TOO_LONG}: ${number(text.length)} characters, at most ${number(MOST_TEXT)}` }; // prettier-ignore
  }
  // Short texts need no count: a segment has at least 66 characters, where extended characters count twice.
  if (!ORDINARY.has(category) || text.length <= 66 * maxSegments) return undefined;
  const { segments } = smsSize(text);
  return segments > maxSegments
    ? { path: 'body', message: `${TOO_LONG}: ${segments} segments, at most ${maxSegments}` }
    : undefined;
}

/** What a filled-in text may be refused for, with the words of its message. The first that is said is the reason. */
const FAULTS = [
  ['too_long', TOO_LONG],
  ['no_subject', NO_SUBJECT],
  ['nothing_to_see', NOTHING_TO_SEE],
  ['not_text', NO_TEXT],
] as const;
export type TextFault = (typeof FAULTS)[number][0];
export const TEXT_FAULTS: readonly TextFault[] = FAULTS.map(([fault]) => fault);

/** Returns what a text was refused for; undefined where errors say something else. */
export const textFaultOf = (
  errors: readonly { message: string }[] | undefined,
): TextFault | undefined =>
  FAULTS.find(([, words]) => errors?.some(({ message }) => message.includes(words)))?.[0];
