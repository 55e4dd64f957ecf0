/*
 * Letters that look like others: `ЅТОР` in Cyrillic, `ꓢꓔꓳꓑ` in Lisu, `ꜱᴛᴏᴘ`, `🅂🅃🄾🄿`, `$TOP`. Each line has the small letters
 * that look like a letter, or whose capital does.
 */
const LIKE_LATIN: Readonly<Record<string, string>> = {
  a: 'аαꓮᎪᴀ', b: 'вβꓐᏴʙ', c: 'сϲꓚᏟᴄ', d: 'ԁꓓᎠᴅ', e: 'еεꓰᎬᴇ', f: 'ꓝϝꜰ', g: 'ԍꓖᏀɢ', h: 'нһηꓧᎻʜ', i: 'іιӏꓲᎥɪ', j: 'јꓙᎫᴊ', k: 'кκꓗᏦᴋ', l: 'ꓡᏞʟ', m: 'мμꓟᎷᴍ',
  n: 'νոꓠɴ', o: 'оοօꓳဝᴏ', p: 'рρꓑᏢᴘ', q: 'ԛզꞯ', r: 'гꓣᎡʀ', s: 'ѕտꓢᏚꜱ', t: 'тτꓔᎢᴛ', u: 'υսꓴᴜ', v: 'ѵꓦᏙᴠ', w: 'ԝωꓪᎳᴡ', x: 'хχꓫ', y: 'уγꓬʏ', z: 'ζꓜᏃᴢ',
}; // prettier-ignore

const TO_LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries(LIKE_LATIN).flatMap(([latin, others]) =>
    [...others].map((letter): [string, string] => [letter.toLowerCase(), latin]),
  ),
);

const likeIn = (script: RegExp): ReadonlyMap<string, string> =>
  new Map(
    [...TO_LATIN]
      .filter(([letter]) => script.test(letter))
      .map(([letter, latin]): [string, string] => [latin, letter])
      // The first letter of a line is the usual one.
      .toReversed(),
  );

const CYRILLIC = /\p{Script=Cyrillic}/u;
const GREEK = /\p{Script=Greek}/u;
const OWN_SCRIPTS = [
  { script: CYRILLIC, like: likeIn(CYRILLIC) },
  { script: GREEK, like: likeIn(GREEK) },
];

/** Letters that hardly any text of these scripts has. */
const UNUSUAL = /[ѕԁԍԛԝһӏѵϲϝ]|[^\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Latin}\p{N}]/u;

/** Writes letters that are drawn as pictures, and `$` for S, as letters. */
export const withDrawnLetters = (text: string): string =>
  text
    .replace(/[\u{1f150}-\u{1f169}]/gu, (one) => latinAt(one, 0x1f150))
    .replace(/[\u{1f170}-\u{1f189}]\ufe0f?/gu, (one) => latinAt(one, 0x1f170))
    // Two are a flag.
    .replace(/(?:[\u{1f1e6}-\u{1f1ff}][\ufe0f\u200b ]*){4,}/gu, (row) =>
      [...row].map((one) => (one >= '\u{1f1e6}' ? latinAt(one, 0x1f1e6) : '')).join(''),
    )
    .replace(/\$(?=\p{L})/gu, 's');

const latinAt = (letter: string, first: number): string =>
  String.fromCodePoint(0x61 + (letter.codePointAt(0) ?? first) - first);

/**
 * Returns what normalized words may also be read as: words of two scripts, or with unusual letters, as if they were
 * written in one.
 */
export function readAlike(words: string): string[] {
  const alike = [
    inEach(words, (word) => (isDisguised(word) ? inLatin(word) : word)),
    ...OWN_SCRIPTS.map(({ script, like }) =>
      inEach(words, (word) =>
        script.test(word) && /\p{Script=Latin}/u.test(word) ? mapped(word, like) : word,
      ),
    ),
  ];
  return [...new Set(alike)].filter((other) => other !== words);
}

/** Writes letters of other scripts that look like Latin ones as Latin. */
export const inLatin = (words: string): string => mapped(words, TO_LATIN);

const isDisguised = (word: string): boolean =>
  !/^\p{Script=Latin}*$/u.test(word) &&
  /^[\p{Script=Latin}\p{N}]*$/u.test(inLatin(word)) &&
  (/\p{Script=Latin}/u.test(word) || UNUSUAL.test(word));

const mapped = (text: string, letters: ReadonlyMap<string, string>): string =>
  [...text].map((letter) => letters.get(letter) ?? letter).join('');

const inEach = (words: string, write: (word: string) => string): string =>
  words.split(' ').map(write).join(' ');
