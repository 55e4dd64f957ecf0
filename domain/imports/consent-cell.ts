import { LRUCache } from 'lru-cache';
import { isAbout } from './channel-words.ts';
import type { ConsentHeader } from './consent-header.contract.ts';
import {
  ALONE,
  CONSENTS,
  CONTACTS,
  KINDS,
  NEGATES,
  NO,
  REFUSES,
  REFUSES_HERE,
  TOPICS,
  WORDINGS,
  YES,
} from './consent-words.ts';
import { finder, plainValue, wholes } from './word-finder.ts';

const ALONES = wholes(ALONE);
const HAS = {
  refuses: finder(REFUSES),
  /** Without those that may mean another thing in a sentence. */
  refusesInText: finder([...wholes(REFUSES)].filter((one) => !ALONES.has(one)).join(',')),
  refusesHere: finder(REFUSES, REFUSES_HERE),
  negates: finder(NEGATES),
  consents: finder(CONSENTS),
  messages: finder(TOPICS, CONTACTS),
  wording: finder(WORDINGS),
  agrees: finder([...wholes(YES)].filter((one) => one.length > 2).join(',')),
};
const NOES = wholes(NO);
const YESES = wholes(YES);
const REFUSALS = wholes(REFUSES, ALONE);
const PERSONS = wholes(KINDS);

/** Texts of an empty cell. */
const NOTHING =
  /^(?:|[-–—.?_/\\[\](){}"' ]+|n ?a|null|nil|undefined|unknown|unbekannt|nan|leer|empty|blank)$/u;
/** Days and times: when something was said. A short number is a code. */
const WHEN =
  /^(?=.*\d{5}|.*\d{4}|.*\d[./-]\d+[./-]\d)[\d\p{Zs}.:/TZ+\-,年月日]*(?:[ap]\.?m\.?|utc|gmt)?$/iu;
const LINK = /^(?:https?:|www\.|mailto:)/i;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** What a cell answers: `nothing` when it is empty, `unknown` when its words are not known. */
export type Answer = 'yes' | 'no' | 'nothing' | 'unknown';

/** Returns whether a cell is empty, or says that it is. */
export const saysNothing = (value: string): boolean => NOTHING.test(plainValue(value.trim()));

const isZero = (cell: string): boolean => /^[0.,]+$/.test(cell) && cell.includes('0');

/** Returns what a cell answers in a column about consent for a channel. */
export function answerOf(value: string, channel: 'email' | 'sms'): Answer {
  const cell = value.trim();
  const text = plainValue(cell);
  if (NOTHING.test(text)) return 'nothing';
  if (NOES.has(text) || isZero(cell)) return 'no';
  if (YESES.has(text) || WHEN.test(cell)) return 'yes';
  if (HAS.refusesHere(text) || HAS.negates(text)) return HAS.wording(text) && HAS.agrees(text) ? 'yes' : 'no'; // prettier-ignore
  const about = isAbout(text, channel);
  if (about !== null) return about ? 'yes' : 'no';
  return HAS.agrees(text) ? 'yes' : 'unknown';
}

/** Returns whether a text says, in a sentence or alone, that the person wants no messages. */
function refusesInWords(cell: string, text: string): boolean {
  if (REFUSALS.has(text)) return true;
  if (ADDRESS.test(cell) || !/\p{L}/u.test(text)) return false;
  if (cell.split(/[;,|:.!\n\r]|\s[-–—]\s/u).some((part) => REFUSALS.has(plainValue(part))))
    return true;
  if (HAS.wording(text)) return false;
  if (HAS.refusesInText(text)) return true;
  const words = text.split(' ');
  if (words.length <= MOST_WORDS && HAS.consents(text) && HAS.refusesHere(text)) return true;
  return HAS.negates(text) && negatesMessages(words);
}

/** A short cell that names consent, such as `Consent - Pending`. */
const MOST_WORDS = 6;
/** How near a word that negates stands to what it negates. */
const NEAR = 4;

/** `does not want any emails`, `bitte keine Werbung mehr`, `メール不要` */
function negatesMessages(words: readonly string[]): boolean {
  return words.some((word, at) => {
    if (!HAS.negates(word)) return false;
    const near = words.slice(Math.max(0, at - NEAR), at + NEAR + 1).join(' ');
    return HAS.messages(near);
  });
}

/** What cells said before, for whoever reads a whole file: files repeat the same cells. */
export type CellMemory = LRUCache<string, boolean>;

/** Returns a memory for one file; its cells are about people, so it must not outlive the reading. */
export const cellMemory = (): CellMemory => new LRUCache({ max: 5_000 });

function remembered(cell: string, met: CellMemory): boolean {
  const known = met.get(cell);
  if (known !== undefined) return known;
  const found = refusesInWords(cell, plainValue(cell));
  met.set(cell, found);
  return found;
}

/**
 * Returns whether a filled cell says that the row's person does not consent. Where a header says who agreed or who gets
 * messages, only what is known to be a yes is one.
 * @param said what its header says; null for a header that is not about consent
 */
export function refusesConsent(
  said: ConsentHeader | null,
  value: string,
  channel: 'email' | 'sms',
  met: CellMemory,
): boolean {
  const cell = value.trim();
  if (!cell || LINK.test(cell)) return false;
  if (said === null) return remembered(cell, met);
  const text = plainValue(cell);
  if (said === 'refuses') return refusesUnder(cell, text, channel);
  if (said === 'mentions') {
    const parts = [cell, ...cell.split(/[;,|]/u)].map(plainValue);
    return NOES.has(text) || isZero(cell) || (text.length < 60 && HAS.refusesHere(text) && !HAS.wording(text)) || parts.some((part) => REFUSALS.has(part)); // prettier-ignore
  }
  const answer = answerOf(cell, channel);
  if (answer === 'nothing' || answer === 'yes') return false;
  return !(said === 'state' && answer === 'unknown' && PERSONS.has(text));
}

/** Under `Unsubscribed` everything refuses but a no, a yes to the opposite, and the name of another channel. */
function refusesUnder(cell: string, text: string, channel: 'email' | 'sms'): boolean {
  if (NOTHING.test(text) || NOES.has(text) || isZero(cell)) return false;
  if (/subscribed|active|opted in/.test(text) && YESES.has(text)) return false;
  return !(text.split(' ').length <= 3 && isAbout(text, channel) === false);
}
