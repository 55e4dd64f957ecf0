import { createRequire } from 'node:module';
import type { IDetectedMap } from 'jschardet';
import { ALPHABETS } from './alphabets.ts';
import type { Encoding } from './encodings.contract.ts';

/** What the detector calls encodings, and what they are called here. Of two of one script the commoner comes first. */
const OTHER_SCRIPTS: ReadonlyMap<string, Encoding> = new Map([
  ['windows-1251', 'windows-1251'], ['koi8-r', 'koi8-r'], ['koi8-u', 'koi8-u'], ['iso-8859-5', 'iso-8859-5'], ['cp866', 'ibm866'],
  ['mac-cyrillic', 'x-mac-cyrillic'], ['windows-1253', 'windows-1253'], ['windows-1255', 'windows-1255'],
  ['windows-1256', 'windows-1256'], ['cp874', 'windows-874'], ['cp932', 'shift_jis'], ['euc-jp', 'euc-jp'],
  ['gb18030', 'gb18030'], ['big5hkscs', 'big5'], ['cp949', 'euc-kr'], ['euc-kr', 'euc-kr'],
]); // prettier-ignore
const LATIN: ReadonlyMap<string, Encoding> = new Map([
  ['windows-1252', 'windows-1252'], ['windows-1250', 'windows-1250'], ['windows-1254', 'windows-1254'], ['windows-1257', 'windows-1257'],
  ['mac-roman', 'macintosh'], ['iso-8859-2', 'iso-8859-2'], ['iso8859-15', 'iso-8859-15'],
]); // prettier-ignore
const ALL = new Map([...OTHER_SCRIPTS, ...LATIN]);

/** What files of a country are written in, where its script has several and a short file does not tell them apart. */
const WRITTEN_IN: ReadonlyMap<string, readonly Encoding[]> = new Map([
  ['JP', ['shift_jis', 'euc-jp']], ['TW', ['big5']], ['HK', ['big5']], ['MO', ['big5']], ['CN', ['gb18030']],
  ['SG', ['gb18030']], ['KR', ['euc-kr']],
]); // prettier-ignore

/** Bytes that the detector looks at: its time grows with them. */
const LOOKED_AT = 16 * 1024;

export type Found = {
  encoding: Encoding;
  /** The language whose letters it makes, where its alphabet tells; null for other scripts. */
  language: string | null;
};

/**
 * The encoding of a text that is neither UTF-8 nor UTF-16. The detector says which script it is; Latin ones are told
 * apart by whose alphabet their letters are, because it needs more than a few names for that.
 * @param country of the organisation, whose language is the likelier one; null where nobody knows
 * @returns null where no encoding makes letters of it
 */
export function legacyEncoding(bytes: Buffer, country: string | null): Found | null {
  const sample = foreignLines(bytes);
  if (onlySigns(decoded(sample, 'windows-1252')))
    return { encoding: 'windows-1252', language: null };
  const found = detected(sample).filter(
    ({ encoding }) => decoded(bytes, encoding) !== null && !mixesScripts(sample, encoding),
  );
  const [best] = found;
  if (!best) return null;
  if (!isLatin(best.encoding))
    return { encoding: ofScript(found, sample, country), language: null };
  return ofLatin(found, sample, country);
}

/** Letters of two scripts in one word: `Dvoшбk`. */
const mixesScripts = (sample: Buffer, encoding: Encoding): boolean =>
  !isLatin(encoding) &&
  /[a-z](?=[\p{L}\p{M}])[^\p{Script=Latin}\p{Script=Han}]/iu.test(decoded(sample, encoding) ?? '');

type Scored = { encoding: Encoding; score: number };

const isLatin = (encoding: Encoding): boolean => [...LATIN.values()].includes(encoding);

const require = createRequire(import.meta.url);

function detected(sample: Buffer): Scored[] {
  // A megabyte of tables, that only such files need.
  const { detectAll }: typeof import('jschardet') = require('jschardet');
  const all: IDetectedMap[] = detectAll(sample, {
    detectEncodings: [...ALL.keys()],
    minimumThreshold: 0,
  });
  return all.flatMap(({ encoding, confidence }) => {
    const known = named(encoding ?? '');
    return known ? [{ encoding: known, score: confidence }] : [];
  });
}

/** It answers in other words than it is asked in. */
const ANSWERS: ReadonlyMap<string, Encoding> = new Map([
  ['macroman', 'macintosh'], ['iso-8859-15', 'iso-8859-15'], ['big5', 'big5'], ['shift_jis', 'shift_jis'], ['ibm866', 'ibm866'],
  ['maccyrillic', 'x-mac-cyrillic'],
]); // prettier-ignore

const named = (answer: string): Encoding | undefined =>
  ALL.get(answer.toLowerCase()) ?? ANSWERS.get(answer.toLowerCase());

/** Of those of the detector's script the one that the country writes, where it comes close. */
function ofScript(found: readonly Scored[], sample: Buffer, country: string | null): Encoding {
  const others = found.filter(({ encoding }) => !isLatin(encoding));
  const [best] = others;
  const local = others.find(
    ({ encoding, score }) =>
      (WRITTEN_IN.get(country ?? '') ?? []).includes(encoding) && score >= (best?.score ?? 0) / 3,
  );
  // Chinese and Japanese have kana at the same place; nobody but Japan writes them.
  const japanese = others.find(({ encoding }) => encoding === 'euc-jp');
  if (best?.encoding === 'gb18030' && japanese && !local && hasKana(decoded(sample, 'euc-jp')))
    return japanese.encoding;
  return local?.encoding ?? best?.encoding ?? 'utf-8';
}

const hasKana = (text: string | null): boolean =>
  /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text ?? '');

/** Half of what the country's own language is worth, and twice what the detector's first place is. */
const COMES_FIRST = 0.02;

function ofLatin(found: readonly Scored[], sample: Buffer, country: string | null): Found | null {
  const home = country === null ? null : new Intl.Locale(`und-${country}`).maximize().language;
  const top = found[0]?.score || 1;
  const rated = [...LATIN.values()].flatMap((encoding, place) => {
    const text = decoded(sample, encoding);
    const scored = found.find((one) => one.encoding === encoding);
    if (text === null || !scored) return [];
    const { language, fit } = alphabetOf(text, home);
    const bonus = (language === home ? 2 * COMES_FIRST : 0) + (COMES_FIRST * scored.score) / top;
    return [{ encoding, language, fit, rate: fit + bonus - place * 0.001 }];
  });
  const [best] = rated.toSorted((a, b) => b.rate - a.rate);
  return best && best.fit > 0.3 ? { encoding: best.encoding, language: best.language } : null;
}

/** The language that has most of the letters; of two that have as many, the organisation's. */
function alphabetOf(text: string, home: string | null): { language: string | null; fit: number } {
  const signs = [...text.matchAll(/[^\p{ASCII}]/gu)].map((match) => ({
    letter: match[0].toLowerCase(),
    wrong: isWrong(text, match.index),
  }));
  const neutral = signs.filter(({ letter, wrong }) => !wrong && !/\p{L}/u.test(letter)).length;
  const rated = [...ALPHABETS].map(([language, letters]) => ({
    language,
    fit:
      (signs.filter(({ letter, wrong }) => !wrong && letters.includes(letter)).length +
        neutral / 2) /
      (signs.length || 1),
  }));
  const [best] = rated.toSorted(
    (a, b) => b.fit - a.fit || Number(b.language === home) - Number(a.language === home),
  );
  return best ?? { language: null, fit: 0 };
}

/** Signs that texts have beside their letters. */
const SIGN = /[\u00a0‘’‚“”„–—…€£«»°ºª©®™·•§]/u;

/** Dashes, quotes and the like, each by itself, as Western programs write them. */
const onlySigns = (text: string | null): boolean =>
  text !== null &&
  !/[^\p{ASCII}]{2}/u.test(text) &&
  [...text.matchAll(/[^\p{ASCII}]/gu)].every(
    (match) => SIGN.test(match[0]) && !isWrong(text, match.index),
  );

/** A capital within a word, or a sign that no text has at such a place: it was another letter. */
function isWrong(text: string, at: number): boolean {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const [before, after] = [text.slice(at - 1, at), text.slice(at + 1, at + 2)];
  if (/\p{Lu}/u.test(sign)) return /\p{Ll}/u.test(before);
  if (/\p{L}/u.test(sign)) return false;
  return !SIGN.test(sign) || (/\p{L}/u.test(after) && !/[‘’“„«»–\u00a0·]/u.test(sign));
}

/** Lines with letters beyond ASCII: a file of many columns may have few. */
function foreignLines(bytes: Buffer): Buffer {
  const lines = bytes
    .toString('latin1')
    .split(/[\r\n]+/)
    .filter((line) => /[\x80-\xff]/.test(line));
  return Buffer.from(lines.join('\n'), 'latin1').subarray(0, LOOKED_AT);
}

/** Null where it is no text in this encoding; what is cut off may end within a letter. */
function decoded(bytes: Buffer, encoding: Encoding): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return /[\u0080-\u009f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}
