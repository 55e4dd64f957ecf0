import { KEYWORDS } from './keyword-lists.ts';
import { normalizeText } from './keywords.ts';

/*
 * Finds where a text tells its reader how to stop: “Reply STOP to opt out”. The words are those that we act on when
 * they come back (keyword-lists.ts), in any language. They have other meanings, too (“the end of May”), so more is
 * asked for: they stand in capitals, in quotes, or beside a word that asks for an answer.
 */

/** How a text asks for an answer, by language (ISO 639-1): beginnings of words, normalized. */
const ASKS: Readonly<Record<string, string>> = {
  en: 'reply, respond, answer, text, txt, send, sms, message', ar: 'ارسل, بارسال, رد, اكتب', bg: 'отговор, изпрат', cs: 'odpov, posl, zasl',
  da: 'svar, send', de: 'antwort, send, schick, schreib', el: 'απαντ, στειλ', es: 'respond, envi, escrib, mand', fa: 'ارسال, بفرست, پاسخ', fi: 'vasta, laheta',
  fr: 'repond, envoy, ecri', he: 'השב, שלח, השיב', hi: 'भज, जवाब, लख', hr: 'odgovor, posalj', hu: 'valasz, kuld', id: 'balas, kirim', it: 'rispond, invi, scriv',
  ja: '返信, 送信', ko: '회신, 답장, 보내, 전송', ms: 'balas, hantar', nb: 'svar, send', nl: 'antwoord, stuur, sms', pl: 'odpowied, wysl, odpisz',
  pt: 'respond, envi, escrev, mand', ro: 'raspund, trimit', ru: 'ответ, отправ, пришл', sk: 'odpov, posl', sr: 'одговор, пошаљ', sv: 'svar, skicka, sms',
  th: 'ตอบ, สง, พมพ', tr: 'yanit, gonder, yaz', uk: 'відпов, надіш', ur: 'بھیج, جواب', vi: 'tra loi, gui, soan', zh: '回, 发, 發, 送',
}; // prettier-ignore

/** Words of English that are too common to mean it in small letters, even beside “text” or “send”. */
const COMMON: ReadonlySet<string> = new Set(['end', 'cancel', 'quit', 'remove', 'revoke', 'td']);
/** Words between the request and the keyword: “reply with the word stop”. */
const BETWEEN = 3;
const LONGEST = 160;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u; // prettier-ignore
const UNCASED = /^[^\p{Lu}\p{Ll}]*\p{Lo}[^\p{Lu}\p{Ll}]*$/u;
const SENTENCE = /[^.!?;|•\n\r。！？؟；]+/gu;
const WORD = /[\p{L}\p{M}\p{N}'’-]+/gu;
const QUOTED = /["“”„«»‘’'「『]([^"“”„«»‘’'「」『』]{1,40})["“”«»‘’'」』]/gu;

const STOP = new Set(
  Object.values(KEYWORDS)
    .flatMap(({ stop, stopAlone = [] }) => [...stop, ...stopAlone])
    .map(normalizeText),
);
/** Keywords of scripts that have no capitals. */
const UNCASED_STOP = [...STOP].filter((word) => UNCASED.test(word));
const ASKING = Object.values(ASKS).flatMap((words) => words.split(', ').map(normalizeText));

/** Returns the sentences of a text that tell how to stop, as they are written. */
export const optOutsTold = (text: string): string[] =>
  (text.match(SENTENCE) ?? []).filter(tells).map((one) => one.trim().slice(0, LONGEST));

function tells(sentence: string): boolean {
  const written = sentence.match(WORD) ?? [];
  const words = written.map(normalizeText);
  return inCapitals(sentence, written) || inQuotes(sentence) || inUncased(words) || isAsked(words);
}

/** “Txt STOP 2 end”, not a sentence that is all in capitals. */
function inCapitals(sentence: string, written: readonly string[]): boolean {
  const others = /\p{Ll}|\p{Lo}/u.test(sentence);
  return others && written.some((word) => word.length > 2 && isUpper(word) && STOP.has(normalizeText(word))); // prettier-ignore
}

const isUpper = (word: string): boolean =>
  word === word.toUpperCase() && word !== word.toLowerCase();

const inQuotes = (sentence: string): boolean =>
  [...sentence.matchAll(QUOTED)].some(([, inside = '']) => STOP.has(normalizeText(inside)));

function inUncased(words: readonly string[]): boolean {
  const text = ` ${words.join(' ')} `;
  return (
    UNCASED_STOP.some((word) => text.includes(UNSPACED.test(word) ? word : ` ${word} `)) &&
    ASKING.some((word) => UNCASED.test(word) && text.includes(UNSPACED.test(word) ? word : ` ${word}`)) // prettier-ignore
  );
}

/** A request with a keyword near it, of one word or several. */
function isAsked(words: readonly string[]): boolean {
  return words.some((word, at) => {
    if (!ASKING.some((asks) => word.startsWith(asks))) return false;
    const near = words.slice(Math.max(0, at - BETWEEN - 1), at + BETWEEN + 3);
    return near.some((_, from) =>
      [1, 2, 3].some((count) => {
        const said = near.slice(from, from + count).join(' ');
        return STOP.has(said) && !COMMON.has(said);
      }),
    );
  });
}
