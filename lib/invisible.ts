/*
 * Invisible characters that make two spellings of one thing: `jane@example.com` with a zero-width space would be a
 * second person with a separate consent. Code that compares typed text checks for them here first.
 */

/**
 * Scripts and pictures whose spelling uses joiners (U+200C, U+200D) and selectors: Persian `می‌خواهم`, Hindi half
 * forms, emoji of several parts.
 */
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f';
const MEANT = `(?<=[${JOINED}])[\\u200c\\u200d](?=[${JOINED}\\p{L}])|(?<=\\p{Extended_Pictographic})\\ufe0f`;

/**
 * Characters that Unicode calls default-ignorable, and further ones without a shape: braille blank, null notehead,
 * hieroglyph blanks, object replacement character.
 */
const UNSEEN = '[\\p{Default_Ignorable_Code_Point}\\u2800\\u{1d159}\\u{13441}\\u{13442}\\ufffc]';

const ONE = new RegExp(`(?!${MEANT})${UNSEEN}`, 'u');
const ALL = new RegExp(ONE, 'gu');

/** No character of ASCII is invisible in this sense, and most texts are ASCII. */
const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** Returns the first invisible character, as `U+200B`; null when there is none. */
export function invisibleIn(text: string): string | null {
  if (isAscii(text)) return null;
  const found = ONE.exec(text)?.[0].codePointAt(0);
  return found === undefined ? null : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Removes invisible characters from a text. */
export const withoutInvisible = (text: string): string =>
  isAscii(text) ? text : text.replace(ALL, '');
