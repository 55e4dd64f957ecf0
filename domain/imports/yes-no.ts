import { LRUCache } from 'lru-cache';
import { answerOf, saysNothing } from './consent-cell.ts';
import {
  BEGINS_NO,
  BEGINS_YES,
  LETTER_PAIRS,
  NO,
  REFUSES,
  REFUSES_HERE,
  YES,
} from './consent-words.ts';
import { plainValue, wholes } from './word-finder.ts';

/** How many cells of a column say what; `letters` are the single letters among them. */
export type Tally = {
  yes: number;
  no: number;
  /** Filled with anything else. */
  other: number;
  /** Yes and no in words or signs, not in 1 and 0. */
  worded: boolean;
  /** Other numbers than 1 and 0. */
  numbers: boolean;
  letters: Set<string>;
  /** What its cells said before. They are about people, so it must not outlive the reading of a file. */
  met: LRUCache<string, Counted | 'nothing'>;
};

export const newTally = (): Tally => ({
  yes: 0,
  no: 0,
  other: 0,
  worded: false,
  numbers: false,
  letters: new Set(),
  met: new LRUCache({ max: 1_000 }),
});

/** Short words that are as often a name, a code or a unit. */
const UNCLEAR = wholes('in, co, full, all, vang, ha, a, i, o, html, consent, consents, safe, good, regular, daily, weekly, biweekly, fortnightly, monthly, quarterly, taglich, wochentlich, monatlich, hebdomadaire, mensuel, quotidien, semanal, mensual, diario, settimanale, mensile, mensal, wekelijks, maandelijks, 有, 可'); // prettier-ignore
const YESES = new Set([...wholes(YES)].filter((one) => !UNCLEAR.has(one)));
const NOES = wholes(NO, REFUSES, REFUSES_HERE);
const [FIRST_YES, FIRST_NO] = [wholes(BEGINS_YES), wholes(BEGINS_NO)];
const MOST_WORDS = 5;

/** Returns yes or no where a cell is nothing but that: `Yes`, `0`, `Nein, danke`, `not confirmed`. */
function plainAnswer(cell: string): 'yes' | 'no' | null {
  const text = plainValue(cell);
  if (/^[01][.,]0+$/.test(cell.trim())) return cell.trim().startsWith('1') ? 'yes' : 'no';
  if (NOES.has(text)) return 'no';
  if (YESES.has(text)) return 'yes';
  const words = text.split(' ');
  const [first = '', ...more] = words;
  if (!more.length || words.length > MOST_WORDS) return null;
  if (FIRST_NO.has(first)) return 'no';
  if (FIRST_YES.has(first)) return 'yes';
  // `not confirmed`, `non abonné`
  return YESES.has(more.join(' ')) && answerOf(cell, 'email') === 'no' ? 'no' : null;
}

/** What a cell is: an answer, a number, a single letter. */
type Counted = { answer: 'yes' | 'no' | null; digits: boolean; letter: string | null };

function look(cell: string): Counted | null {
  if (saysNothing(cell)) return null;
  const text = plainValue(cell);
  return {
    answer: plainAnswer(cell),
    digits: /^\d+(?:[.,]\d+)?$/.test(text),
    letter: /^[a-wyz]$/.test(text) ? text : null,
  };
}

/** Columns repeat the same cells. */
function remembered(cell: string, met: Tally['met']): Counted | null {
  const known = met.get(cell) ?? look(cell) ?? 'nothing';
  met.set(cell, known);
  return known === 'nothing' ? null : known;
}

/** So many cells of other things make a column one of other things: the rest is not looked at. */
const PLAINLY_OTHER = 1_000;

/** Counts a cell of a column. */
export function count(tally: Tally, cell: string): void {
  if (tally.other > PLAINLY_OTHER && tally.other > (tally.yes + tally.no) * 4) return;
  const found = cell.length > LONGEST ? OTHER : remembered(cell, tally.met);
  if (!found) return;
  const { answer, digits, letter } = found;
  if (letter !== null) tally.letters.add(letter);
  else if (answer !== null && !digits) tally.worded = true;
  if (answer === null && digits) tally.numbers = true;
  if (answer === null) tally.other++;
  else tally[answer]++;
}

const LONGEST = 60;
const OTHER: Counted = { answer: null, digits: false, letter: null };

const PAIRS = LETTER_PAIRS.split(',').map((pair) => new Set(pair.trim().split(' ')));
/** How much of a column is yes or no, if it is one of answers. */
const MOSTLY = 2 / 3;

/** Returns whether a column's filled cells are, all or most of them, answers of yes and no. */
export function isYesNo({ yes, no, other, worded, numbers, letters }: Tally): boolean {
  const filled = yes + no + other;
  if (!filled || yes + no < filled * MOSTLY) return false;
  if (numbers && !worded) return false;
  if (worded || !letters.size) return true;
  return PAIRS.some((pair) => [...letters].every((letter) => pair.has(letter)));
}
