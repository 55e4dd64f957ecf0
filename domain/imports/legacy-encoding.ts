import { createRequire } from 'node:module';
import type { IDetectedMap } from 'jschardet';
import { ALPHABETS } from './alphabets.ts';
import { streamingDecoder } from './decoder.ts';
import type { Encoding } from './encodings.contract.ts';

/** Our names for the detector's encodings. Within a script the more common one comes first. */
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
/** The detector knows no DOS code page for Latin letters: these are rated by alphabets alone. */
const LATIN_DOS = ['cp850', 'cp437', 'cp852', 'cp857', 'cp775'] as const satisfies Encoding[];
const ALL = new Map([...OTHER_SCRIPTS, ...LATIN]);

/** The usual encodings of a country, where its script has several that a short file cannot distinguish. */
const WRITTEN_IN: ReadonlyMap<string, readonly Encoding[]> = new Map([
  ['JP', ['shift_jis', 'euc-jp']], ['TW', ['big5']], ['HK', ['big5']], ['MO', ['big5']], ['CN', ['gb18030']],
  ['SG', ['gb18030']], ['KR', ['euc-kr']],
]); // prettier-ignore

/** How many bytes the detector reads; its run time grows with them. */
const LOOKED_AT = 16 * 1024;

export type Found = {
  encoding: Encoding;
  /** The language whose alphabet the letters match; null for scripts other than Latin. */
  language: string | null;
};

/**
 * Detects the encoding of a text that is neither UTF-8 nor UTF-16. The detector finds the script. Latin encodings are
 * distinguished here by the alphabets of languages, because the detector needs more text for that than a few names.
 * @param country of the organisation; its language is more likely. Null when unknown
 * @returns null where no encoding gives plausible letters
 */
export function legacyEncoding(bytes: Buffer, country: string | null): Found | null {
  const sample = foreignLines(bytes);
  if (onlySigns(decoded(sample, 'windows-1252')))
    return { encoding: 'windows-1252', language: null };
  const found = detected(sample).filter(
    ({ encoding }) => decoded(bytes, encoding) !== null && !mixesScripts(sample, encoding),
  );
  const [best] = found;
  const latin = ofLatin(found, sample, country);
  if (!best || isLatin(best.encoding)) return latin;
  return latin && isClearlyDos(latin, sample)
    ? latin
    : { encoding: ofScript(found, sample, country), language: null };
}

/** Whether the detector's other script is only DOS: the letters are an alphabet's and stand within Latin words. */
function isClearlyDos({ encoding, fit }: Rated, sample: Buffer): boolean {
  if (isLatin(encoding) || fit < 0.9) return false;
  const words = (decoded(sample, encoding) ?? '').match(/\p{L}+/gu) ?? [];
  const letters = words.filter((word) => /[^\p{ASCII}]/u.test(word)).join('');
  return letters.replaceAll(/[^\p{ASCII}]/gu, '').length >= letters.length / 2;
}

/**
 * Whether a word has letters of two scripts (`Dvoшбk`, `ةtienne`), or Chinese letters stand only singly, where a Latin
 * word has an umlaut (`瓏ne`).
 */
function mixesScripts(sample: Buffer, encoding: Encoding): boolean {
  if (isLatin(encoding)) return false;
  const text = decoded(sample, encoding) ?? '';
  return (
    /[a-z](?=[\p{L}\p{M}])[^\p{Script=Latin}\p{Script=Han}]/iu.test(text) ||
    /[\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Thai}\uff66-\uff9f][a-z]/u.test(
      text,
    ) ||
    (/\p{Script=Han}[a-z]/u.test(text) &&
      !/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]{2}/u.test(text))
  );
}

type Scored = { encoding: Encoding; score: number };

const isLatin = (encoding: Encoding): boolean => [...LATIN.values()].includes(encoding);

const require = createRequire(import.meta.url);

function detected(sample: Buffer): Scored[] {
  // Loaded on demand: a megabyte of tables that only such files need.
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

/** The detector's answers use other names than its options. */
const ANSWERS: ReadonlyMap<string, Encoding> = new Map([
  ['macroman', 'macintosh'], ['iso-8859-15', 'iso-8859-15'], ['big5', 'big5'], ['shift_jis', 'shift_jis'], ['ibm866', 'ibm866'],
  ['maccyrillic', 'x-mac-cyrillic'],
]); // prettier-ignore

const named = (answer: string): Encoding | undefined =>
  ALL.get(answer.toLowerCase()) ?? ANSWERS.get(answer.toLowerCase());

/** Among the encodings of the script, prefers the country's usual one when its score is close. */
function ofScript(found: readonly Scored[], sample: Buffer, country: string | null): Encoding {
  const others = found.filter(({ encoding }) => !isLatin(encoding));
  const [best] = others;
  const local = others.find(
    ({ encoding, score }) =>
      (WRITTEN_IN.get(country ?? '') ?? []).includes(encoding) && score >= (best?.score ?? 0) / 3,
  );
  // gb18030 and euc-jp encode kana with the same bytes; only Japanese texts contain kana.
  const japanese = others.find(({ encoding }) => encoding === 'euc-jp');
  if (best?.encoding === 'gb18030' && japanese && !local && hasKana(decoded(sample, 'euc-jp')))
    return japanese.encoding;
  return local?.encoding ?? best?.encoding ?? 'utf-8';
}

const hasKana = (text: string | null): boolean =>
  /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text ?? '');

/** The bonus for the detector's first choice; the country's own language counts double. */
const COMES_FIRST = 0.02;
/** DOS and old Macintosh files are rare today: they lose a tie. */
const RARE = 0.02;
/** Among the others the more common one comes first. */
const LESS_COMMON = 0.004;

type Rated = Found & { fit: number };

function ofLatin(found: readonly Scored[], sample: Buffer, country: string | null): Rated | null {
  const home = country === null ? null : new Intl.Locale(`und-${country}`).maximize().language;
  const top = found[0]?.score || 1;
  const rated = [...LATIN.values()].flatMap((encoding, rank) => {
    const text = decoded(sample, encoding);
    const scored = found.find((one) => one.encoding === encoding);
    if (text === null || !scored) return [];
    const { language, fit } = alphabetOf(text, home);
    const bonus = (language === home ? 2 * COMES_FIRST : 0) + (COMES_FIRST * scored.score) / top;
    const rare = encoding === 'macintosh' ? RARE + LESS_COMMON : 0;
    return [{ encoding, language, fit, rate: fit + bonus - rare - rank * LESS_COMMON }];
  });
  const dos = LATIN_DOS.flatMap((encoding, rank) => {
    const text = decoded(sample, encoding);
    if (text === null) return [];
    const { language, fit } = alphabetOf(text, home);
    const bonus = language === home ? 2 * COMES_FIRST : 0;
    return [{ encoding, language, fit, rate: fit + bonus - RARE - rank * 0.001 }];
  });
  const [best] = [...rated, ...dos].toSorted((a, b) => b.rate - a.rate);
  return best && best.fit > 0.3 ? best : null;
}

/** Returns the language whose alphabet has most of the letters; on a tie the organisation's. */
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

/** Symbols that texts contain besides letters. */
const SIGN = /[\u00a0‘’‚“”„–—…€£«»°ºª©®™·•§]/u;

/** Whether the only non-ASCII characters are single dashes, quotes and the like, as Western programs write them. */
const onlySigns = (text: string | null): boolean =>
  text !== null &&
  !/[^\p{ASCII}]{2}/u.test(text) &&
  [...text.matchAll(/[^\p{ASCII}]/gu)].every(
    (match) => SIGN.test(match[0]) && !isWrong(text, match.index),
  );

/**
 * Whether a character is implausible here: a capital within a word, or a symbol in an unusual position. Then it was
 * another letter.
 */
function isWrong(text: string, at: number): boolean {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const [before, after] = [text.slice(at - 1, at), text.slice(at + 1, at + 2)];
  if (/\p{Lu}/u.test(sign))
    return /\p{Ll}/u.test(before) || (/\p{L}/u.test(before) && /\p{Ll}/u.test(after));
  if (/\p{L}/u.test(sign)) return false;
  // A quote that opens or closes within a word: DOS writes ä, ö, Ä so.
  if (/[„“”‚«»…•™]/u.test(sign) && /\p{L}/u.test(before) && /\p{L}/u.test(after)) return true;
  return !SIGN.test(sign) || (/\p{L}/u.test(after) && !/[‘’“„«»–\u00a0·]/u.test(sign));
}

/** Returns the lines with non-ASCII bytes: a file of many columns may have few. */
function foreignLines(bytes: Buffer): Buffer {
  const lines = bytes
    .toString('latin1')
    .split(/[\r\n]+/)
    .filter((line) => /[\x80-\xff]/.test(line));
  return Buffer.from(lines.join('\n'), 'latin1').subarray(0, LOOKED_AT);
}

/** Decodes bytes; null where they are not text in this encoding. The sample may end within a letter. */
function decoded(bytes: Buffer, encoding: Encoding): string | null {
  try {
    const text = streamingDecoder(encoding)(bytes);
    return /[\u0080-\u009f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}
