import { liquidParts } from '../../templates/liquid-parts.ts';
import type { LeftOut } from './contract.ts';
import { differenceOf, type Mark } from './difference.ts';
import { linksOf, piecesOf, type Piece } from './pieces.ts';
import { withoutEach } from './without-each.ts';

/*
 * Values, links and markup never go to a model as they are: marks such as ⟦1⟧ stand for them, and are replaced again
 * in its answer. So a model cannot change them, and what it has lost or invented is seen.
 */
export type Marked = {
  /** With marks, without the markup around it. */
  text: string;
  marks: readonly Mark[];
  /** Returns the whole text of a suggestion, or why it cannot be offered. */
  unmark(said: string): { text: string } | Fault;
};

/** `what`: the values or links in question, as they are written in the text. */
export type Fault = { left_out: LeftOut; what: string[] };

/** The marks of one message: the same source has the same mark in its subject and its body. */
export type Marks = { of(piece: Piece): Mark; find(id: string | undefined): Mark | undefined };

const MARK = /⟦(\d{1,5})⟧/g;
const BRACKET = /[⟦⟧]/;
const LONGEST = 160;
/** What is filled in may begin with a letter. */
const FILLED = 'x';

export function newMarks(): Marks {
  const bySource = new Map<string, Mark>();
  const byId = new Map<string, Mark>();
  return {
    of(piece) {
      const known = bySource.get(piece.source);
      if (known) return known;
      const mark = { ...piece, id: byId.size + 1 };
      bySource.set(piece.source, mark);
      byId.set(String(mark.id), mark);
      return mark;
    },
    find: (id) => byId.get(id ?? ''),
  };
}

/** Replaces everything in a text that must stay by marks. */
export function marked(source: string, isMail: boolean, marks: Marks): Marked {
  const pieces = piecesOf(source, isMail).flatMap(bracketsApart);
  // What is around the words goes nowhere, and is put around them again.
  const [first, last] = [pieces.findIndex(isWords), pieces.findLastIndex(isWords)];
  const inner = first < 0 ? [] : pieces.slice(first, last + 1);
  const placed = inner.map((piece) => (piece.kind === 'text' ? piece : marks.of(piece)));
  const own = placed.filter(isMark);
  const written = placed.map((one) => (isMark(one) ? `⟦${one.id}⟧` : one.source)).join('');
  const text = written.trim();
  const at = written.indexOf(text);
  const before = sourcesOf(pieces.slice(0, Math.max(0, first))) + written.slice(0, at);
  const after = written.slice(at + text.length) + sourcesOf(pieces.slice(last + 1));
  return {
    text,
    marks: own,
    unmark(said) {
      const words = said.trim();
      const found = [...words.matchAll(MARK)].map(([, id]) => marks.find(id));
      const fault = differenceOf(own, found, { words: words.replaceAll(MARK, FILLED), isMail });
      if (fault) return fault;
      const filled = words.replaceAll(MARK, (_, id: string) => marks.find(id)?.source ?? '');
      const whole = before + filled + after;
      if (withoutEach(liquidOf(whole), liquidOf(source)).length)
        return { left_out: 'markup', what: [] };
      const links = linksChanged(source, whole);
      return links.length ? { left_out: 'links', what: links } : { text: whole };
    },
  };
}

/** Returns a subject that a model has made up: it may use values of the message, and links of none. */
export function unmarkedNew(said: string, of: Marked, marks: Marks): { text: string } | Fault {
  const words = said.trim();
  const known = new Set(of.marks);
  const found = [...words.matchAll(MARK)].map(([, id]) => marks.find(id));
  const values = found.filter((mark) => mark && known.has(mark) && mark.kind === 'value');
  if (values.length < found.length) return { left_out: 'added', what: [] };
  const fault = differenceOf([], [], { words: words.replaceAll(MARK, FILLED), isMail: true });
  if (fault) return fault;
  const text = words.replaceAll(MARK, (_, id: string) => marks.find(id)?.source ?? '');
  const links = linksOf(text);
  return links.length ? { left_out: 'links', what: links } : { text };
}

/** Returns what marks stand for, for a model to write around them: values, links and tags; not markup. */
export const legendOf = (marks: readonly Mark[]): Record<string, string> =>
  Object.fromEntries(
    marks
      .filter(({ kind, isTag }) => kind === 'value' || isTag)
      .map(({ id, source }) => [`⟦${id}⟧`, source.slice(0, LONGEST)]),
  );

const isMark = (piece: Piece): piece is Mark => 'id' in piece;
const isWords = ({ kind, source }: Piece): boolean => kind !== 'fixed' && source.trim() !== '';
const sourcesOf = (pieces: readonly Piece[]): string => pieces.map(({ source }) => source).join('');

/** Braces of a model beside those of a value would make other Liquid of it. */
const liquidOf = (text: string): string[] =>
  liquidParts(text).flatMap(({ kind, source }) => (kind === 'text' ? [] : [source]));

function linksChanged(source: string, whole: string): string[] {
  const [was, is] = [linksOf(source), linksOf(whole)];
  return [...new Set([...withoutEach(is, was), ...withoutEach(was, is)])];
}

/** A bracket of ours in somebody's own text becomes a mark, too. */
function bracketsApart(piece: Piece): Piece[] {
  if (piece.kind !== 'text' || !BRACKET.test(piece.source)) return [piece];
  return piece.source
    .split(/([⟦⟧])/)
    .filter(Boolean)
    .map((source): Piece => ({ kind: BRACKET.test(source) ? 'value' : 'text', source }));
}
