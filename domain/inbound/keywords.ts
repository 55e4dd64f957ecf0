import { distance } from 'fastest-levenshtein';
import { foldLetters } from '#lib/fold-letters.ts';
import { BARE_WORDS, type BareWords } from './bare-words.ts';
import { KEYWORDS, type Keywords } from './keyword-lists.ts';
import { inLatin, readAlike, withDrawnLetters } from './look-alikes.ts';
import { saysEnough } from './stop-signs.ts';

/*
 * What people text back. An unclear text counts as a wish to stop where a mistake costs little. Where it could cost
 * much (a question about an order), a person reads it: `perhaps_stop`. Nothing here ever opts anybody in.
 */

/** Single words that Twilio handles and answers itself, unless the account is configured otherwise. */
const AT_THE_PROVIDER = new Set([
  'stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout',
]); // prettier-ignore

/** What a text requests. `perhaps_stop`: a person has to review it. */
export type Wish = 'stop' | 'perhaps_stop' | 'help' | 'start' | 'yes' | 'none';

/** Common typing errors: a space within, a digit for a letter. */
const MISTYPED = new Set([
  'stop',
  '5top',
  'st0p',
  'stopp',
  'sotp',
  'stpo',
  'unsubscribe',
  'optout',
]);

/** How many words may follow a stop word: "stop texting me please". */
const MOST_AFTER = 4;

/**
 * Normalises a text: NFKC, lower case, single spaces, without accents, quotes, punctuation and emoji. Apostrophes and
 * invisible characters are removed within a word; other punctuation separates words. `s t o p` is one word.
 */
export function normalizeText(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}'’‘`´ʼ]/gu, '')
    .replace(/ة/gu, 'ه')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return /^\p{L}(?: \p{L}){2,}$/u.test(words) ? words.replaceAll(' ', '') : words;
}

/**
 * Returns what a text requests. 1. The whole text is a keyword. 2. It begins with a stop word, after polite words,
 * and at most four words follow: "please stop texting me". 3. It contains a typical phrase of people who want no
 * messages (`stop-signs.ts`), is a word that alone may mean it (`bare-words.ts`), or is nearly a keyword:
 * `perhaps_stop`. Letters that look like others count as those. HELP, START and YES are never guessed.
 */
export function wishOf(text: string): Wish {
  const words = normalizeText(withDrawnLetters(text));
  const wish = wishIn(words);
  if (wish !== 'none' && wish !== 'perhaps_stop') return wish;
  const alike = readAlike(words).map(wishIn);
  if (alike.includes('stop') || wishIn(inLatin(words)) === 'stop') return 'stop';
  return STOP_SIGNS.test(text) || alike.includes('perhaps_stop') ? 'perhaps_stop' : wish;
}

/** Returns whether a text is only a negation. It is a wish to stop only as an answer to a message of ours. */
export const isBareNo = (text: string): boolean => NO.has(bareWords(normalizeText(text)));

/** The words without polite ones around them, and each only once: `no no please`, `nooo`. */
function bareWords(words: string): string {
  const bare = unstretched(words.replace(POLITE, '').replace(POLITE_AFTER, ''));
  const [first = '', ...more] = bare.split(' ');
  return more.length && more.every((word) => word === first) ? first : bare;
}

function wishIn(words: string): Wish {
  const word = words.replaceAll(' ', '');
  if (
    STOP.has(words) ||
    STOP_ALONE.has(words) ||
    MISTYPED.has(word) ||
    STOPS.test(unstretched(word))
  ) {
    return 'stop';
  }
  if (HELP.has(words)) return 'help';
  if (START.has(words)) return 'start';
  if (YES.has(words)) return 'yes';
  const [first = '', second = '', ...more] = words.replace(POLITE, '').split(' ');
  const rest = more.length + (second ? 1 : 0);
  if (STOP.has(first) && rest <= MOST_AFTER) return 'stop';
  if (STOP.has(`${first} ${second}`) && rest - 1 <= MOST_AFTER) return 'stop';
  return PERHAPS.some((sign) => sign.test(` ${words} `)) ||
    PERHAPS_IN.some((sign) => ` ${words}`.includes(sign)) ||
    saysEnough(words) ||
    [NO, AWAY].some((bare) => bare.has(bareWords(words))) ||
    isMisspelled(words)
    ? 'perhaps_stop'
    : 'none';
}

/** `stopstop`, `STOP1`, `stop2end`. */
const STOPS = /^(?:stop)+(?:\d{1,3}|2?(?:end|quit|stop))?$/;

/** Reduces repeated letters: `stoooop`. */
const unstretched = (word: string): string => word.replace(/(\p{L})\1{2,}/gu, '$1');

/** The minimum length of keywords that are recognised when misspelled: shorter ones are similar to too many words. */
const LONG = 6;

/**
 * Whether a text is one or two words and the first is nearly a long keyword (`unsuscribe`) or begins with stop
 * (`stopmsgs`).
 */
function isMisspelled(words: string): boolean {
  const [first = '', ...more] = foldLetters(words).replace(POLITE, '').split(' ');
  if (more.length > 1) return false;
  const longest = [first, more.length ? first + more.join('') : first];
  return longest.some(
    (word) => /^st[o0]p/.test(word) || LONG_WORDS.some((keyword) => isNear(word, keyword)),
  );
}

const isNear = (word: string, keyword: string): boolean =>
  word[0] === keyword[0] &&
  Math.abs(word.length - keyword.length) <= 2 &&
  (distance(word, keyword) <= (keyword.length < 8 ? 1 : 2) ||
    lettersOf(word) === lettersOf(keyword));

/** Equal for `cancle` and `cancel`. */
const lettersOf = (word: string): string => [...word].toSorted().join('');

/**
 * Returns whether Twilio has already blocked the number and answered. It reacts only to one bare word, not to "stop
 * please".
 */
export const providerKnowsStop = (text: string): boolean =>
  AT_THE_PROVIDER.has(text.trim().toLowerCase());

const POLITE =
  /^(?:(?:re|please|pls|plz|kindly|hi|hello|hey|ok|just|now|por favor|bitte|من فضلك) )+/;

const POLITE_AFTER =
  /(?: (?:please|pls|plz|thanks|thx|sir|bitte|danke|svp|por favor|gracias|merci|grazie|obrigado|obrigada|пожалуйста|спасибо))+$/;

/** Symbols with a meaning that normalizeText would remove. */
const STOP_SIGNS = /[🛑🚫⛔✋🖕👎❌❎✖✕✗✘🙅🚷📵🔕🔇🖐🤚🤐🤬😡🤮☠]/u;

/** Patterns for normalised texts, between spaces. They find too much on purpose: a person reviews the result. */
const PERHAPS: readonly RegExp[] = [
  / (?:stop|stopping|unsubscribe|unsubscribed|unsub|optout|revoke|quit|remove|withdraw|arret|arreter|stopp|baja) /,
  / opt(?:ed)?(?: me)? out /,
  / (?:cancel|end|delete|block|lose|forget|erase) (?:me|my|this|these|the|all|your|every|everything|number) /,
  / (?:dont|do not|donot|dnt|dunt|dont u|didnt|did not|cant|wont|quit|never|not|no longer) (?:\S+ ){0,3}(?:want|wanted|wish|like|need|send|text|texts|texting|txt|txts|txting|msg|msgs|messaging|message|messages|sms|call|calling|phone|ping|spam|contact|email|mail|write|bother|sign|signed|agree|agreed|consent|subscribe|subscribed|interested|ask|asked) /,
  / no (?:more|thanks|thank you)(?: |$)/,
  / not interested /,
  / leave (?:me|us) (?:alone|be) /,
  / (?:take|get) (?:me|us|my number|this number) off /,
  / wrong (?:number|person|phone) /,
  / (?:who is this|who are you|how did you get|where did you get|not my (?:name|number)|nobody here|no one here) /,
  / (?:spam|spamming|scam|harass\S*|annoying|illegal|lawyer|attorney|sue|lawsuit|tcpa|fcc|gdpr|report you|reporting) /,
  / (?:go away|shut up|enough|fuck|f off|piss off|knock it off) /,
  / (?:no quiero|no me|dejen? de|deje|parar|pare|cancelar|desabonner|plus de messages|ne plus|keine|aufhoren|abmelden|nicht mehr|lassen sie) /,
  / (?:لا اريد|لا ترسل\S*|لا تراسل\S*|لا تتصل\S*|توقف\S*|اوقف\S*|وقف\S*|ايقاف|الغاء|الغوا|رقم خاطي|الرقم خطا|ازعاج|كفايه|كفى|خلاص) /,
]; // prettier-ignore

const wordsOf = (kind: keyof Keywords): Set<string> =>
  new Set(
    Object.values(KEYWORDS)
      .flatMap((words) => words[kind] ?? [])
      .map(normalizeText)
      // Also the spelling on keyboards without the letter: `wylacz`.
      .flatMap((word) => [word, foldLetters(word)]),
  );

/** Scripts without spaces between words: there a pattern may begin anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const PERHAPS_IN = [...wordsOf('perhaps')].map((sign) => (UNSPACED.test(sign) ? sign : ` ${sign}`));

const bareOf = (kind: keyof BareWords): Set<string> =>
  new Set(
    Object.values(BARE_WORDS)
      .flatMap((words) => words[kind]?.split(',') ?? [])
      .map(normalizeText)
      .flatMap((word) => [word, foldLetters(word)]),
  );
const NO = bareOf('no');
const AWAY = bareOf('away');

/** In all languages: a number does not show which language its owner writes. */
const STOP = wordsOf('stop');
const STOP_ALONE = wordsOf('stopAlone');
const LONG_WORDS = [...STOP, ...STOP_ALONE].filter(
  (word) => word.length >= LONG && !word.includes(' '),
);
const HELP = wordsOf('help');
const START = wordsOf('start');
const YES = new Set(['yes']);
