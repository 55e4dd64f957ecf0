import { optOutsTold } from '../../inbound/opt-out-told.ts';
import { daysGone } from './days.ts';
import { figuresGone } from './figures.ts';

/** The words of a message, with marks in the place of its values and links. */
export type Words = { texts: readonly (string | undefined)[]; language: string };

/** What readers rely on and a suggestion has lost, as it is written in the text. */
export type Gone = {
  /** Sentences that tell how to stop, where no other one does; a word that we do not know stops nothing. */
  optOut: string[];
  /** Numbers, times, dates, amounts and phone numbers. */
  figures: string[];
};

/** A mark ends whatever stands beside it. Links and values are compared by their marks (difference.ts). */
const MARK = /⟦\d{1,5}⟧/g;
const MOST = 20;

/** Compares a suggestion with its text. */
export function goneFrom(before: Words, after: Words): Gone {
  const [was, is] = [before, after].map(({ texts, language }) => ({
    text: texts.map((one) => (one ?? '').replaceAll(MARK, '\n')).join('\n'),
    language,
  }));
  if (!was || !is) return { optOut: [], figures: [] };
  const figures = [...figuresGone(was.text, is.text), ...daysGone(was, is)];
  return {
    optOut: optOutsTold(is.text).length ? [] : optOutsTold(was.text),
    figures: [...new Set(figures)].slice(0, MOST),
  };
}
