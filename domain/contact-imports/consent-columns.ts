import { own } from '#lib/own.ts';
import type { ImportedConsent } from '../consent/record/imported-consent.contract.ts';
import { concerns } from '../imports/channel-words.ts';
import { answerOf, cellMemory, refusesConsent, saysNothing } from '../imports/consent-cell.ts';
import type { ConsentHeader } from '../imports/consent-header.contract.ts';
import { asks, consentHeader, isAboutOther } from '../imports/consent-header.ts';
import { count, isYesNo, newTally, type Tally } from '../imports/yes-no.ts';
import { maySpeakOfConsent, saysWhoAgreed, type Mapping } from './columns.ts';

type Channel = ImportedConsent['channel'];
type Cell = { column: string; value: string };

/** A column that may say who consents. */
type ReadColumn = {
  column: string;
  index: number;
  said: ConsentHeader | null;
  /** What its cells say so far; null where they decide nothing. */
  tally: Tally | null;
};

/** The columns of a file that may say who consents, and what their cells say. */
export type ConsentColumns = {
  /** Counts a row, and returns its cell that refuses by its own words. */
  read: (values: readonly string[]) => Cell | null;
  /** Once all rows are read: finds the cell of a row that refuses by what its column as a whole says; null: none can. */
  settle: () => ((values: readonly string[]) => Cell | null) | null;
};

/** Returns the reader of the columns that may say who consents to messages of a channel. */
export function consentColumns(
  columns: readonly string[],
  mapping: Mapping,
  channel: Channel,
): ConsentColumns {
  const read = columns.flatMap((column, index): ReadColumn[] => {
    const target = own(mapping, column);
    if (saysWhoAgreed(target)) return [{ column, index, said: 'consents', tally: newTally() }];
    if (!maySpeakOfConsent(target) || !concerns(column, channel)) return [];
    const said = consentHeader(column);
    const counts = said === null ? !isAboutOther(column) : said === 'consents' || said === 'messages'; // prettier-ignore
    return [{ column, index, said, tally: counts ? newTally() : null }];
  });
  const met = cellMemory();
  return {
    read(values) {
      let found: Cell | null = null;
      for (const { column, index, said, tally } of read) {
        const value = values[index] ?? '';
        if (tally && value) count(tally, value);
        if (!found && value && refusesConsent(said, value, channel, met)) found = { column, value };
      }
      return found;
    },
    settle() {
      const settled = read.flatMap(({ tally, ...column }) => {
        const says = tally && settledAs(column.column, column.said, tally);
        return says ? [{ ...column, ...says }] : [];
      });
      if (!settled.length) return null;
      return (values) => {
        for (const { column, index, empties, answers } of settled) {
          const value = values[index] ?? '';
          if (saysNothing(value) ? empties : answers && answerOf(value, channel) !== 'yes')
            return { column, value };
        }
        return null;
      };
    },
  };
}

/** How a column counts once all its cells are known. `answers`: whatever is no yes refuses. */
type Settled = { answers: boolean; empties: boolean };

/**
 * Returns how a column counts by its cells. A column of answers in which nobody says no is one of boxes to tick: an empty
 * one was not ticked.
 */
function settledAs(column: string, said: ConsentHeader | null, tally: Tally): Settled | null {
  const { yes, no, other } = tally;
  if (said === 'consents') return yes + no + other ? { answers: false, empties: true } : null;
  if (said === 'messages') return yes ? { answers: false, empties: true } : null;
  if (!isYesNo(tally)) return null;
  return { answers: true, empties: asks(column) || !no };
}

/** What a column says of consent by its name, or by its values where the name is not known. */
export type SaysOfConsent = ConsentHeader | 'answers';

/** Returns what a column says of consent, by its name and some of its values; null when nothing. */
export function saysOfConsent(column: string, values: readonly string[], named: boolean): SaysOfConsent | null {
  const said = named ? consentHeader(column) : null;
  if (said || (named && isAboutOther(column))) return said;
  const tally = newTally();
  for (const value of values) count(tally, value);
  return isYesNo(tally) ? 'answers' : null;
} // prettier-ignore
