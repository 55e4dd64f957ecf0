import anyAscii from 'any-ascii';

/** Letters of one sound that keyboards write in two ways, and the final form of the Greek sigma. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['ς', 'σ'], ['ى', 'ي'], ['ی', 'ي'], ['ک', 'ك'], ['ة', 'ه'], ['ـ', ''],
]); // prettier-ignore

/** Latin letters that Unicode does not decompose: `ł`, `ø`, `ß`, `đ`, `ı`, `æ`, `þ`. */
const LATIN = /(?![\0-\x7f])\p{Script=Latin}/gu; // oxlint-disable-line no-control-regex

/**
 * Returns text as people type it without the keyboard for it: lower case, no accents, Latin letters in ASCII. Other
 * scripts stay: people who write Łucja as Lucja do not write Анна as Anna.
 */
export const foldLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(LATIN, (letter) => anyAscii(letter).replace(/[^a-z]/gi, ''))
    .toLowerCase()
    .replace(/[ςىیکةـ]/g, (letter) => SAME.get(letter) ?? letter);
