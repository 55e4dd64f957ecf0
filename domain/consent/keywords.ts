/* Words people text back: ../shared/rules.md §3.1 (Twilio's and the carriers' lists; 47 CFR 64.1200(a)(10)). */

const STOP = new Set([
  'stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'arret', 'remove',
]); // prettier-ignore
const HELP = new Set(['help', 'info']);
const START = new Set(['start', 'unstop']);

export type Keyword = 'stop' | 'help' | 'start' | null;

/** NFKC, lower case, without accents, punctuation and emoji, single spaces. */
export const normalizeKeyword = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll('-', ' ')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * What a text asks for: an exact keyword, or a stop word followed by at most four others ("stop texting
 * me please"). A wish to stop is honoured in doubt; HELP and START never are guessed.
 */
export function keyword(text: string): Keyword {
  const words = normalizeKeyword(text);
  if (STOP.has(words)) return 'stop';
  if (HELP.has(words)) return 'help';
  if (START.has(words)) return 'start';
  const [first = '', ...rest] = words.replace(/^please /, '').split(' ');
  const second = rest[0] ?? '';
  if (rest.length <= 4 && (STOP.has(first) || STOP.has(`${first} ${second}`))) return 'stop';
  return null;
}
