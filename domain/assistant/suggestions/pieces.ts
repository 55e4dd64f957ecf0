import { parseDocument } from 'htmlparser2';
import { LinkifyIt } from 'linkify-it';
import { liquidParts } from '../../templates/liquid-parts.ts';

/**
 * A part of a text. `value`: a value or a link, which may have another place in its sentence; `fixed`: markup or a
 * tag of Liquid (`isTag`), which keeps its place among those.
 */
export type Piece = { kind: 'text' | 'value' | 'fixed'; source: string; isTag?: boolean };

type Range = { start: number; end: number };

/** What each letter belongs to. */
const [TEXT, MARKUP, TAG, VALUE, LINK] = [0, 1, 2, 3, 4] as const;

/** Splits a text in order. The pieces together are the whole text. @param isMail whether HTML in it is markup */
export function piecesOf(source: string, isMail: boolean): Piece[] {
  const kinds = new Uint8Array(source.length).fill(isMail ? MARKUP : TEXT);
  const begins = new Uint8Array(source.length);
  const masked = withoutLiquid(source);
  for (const { start, end } of isMail ? textsIn(masked) : []) kinds.fill(TEXT, start, end);
  for (const { start, end } of linksIn(masked)) {
    if (kinds[start] !== TEXT) continue;
    kinds.fill(LINK, start, end);
    begins[start] = 1;
  }
  let at = 0;
  for (const { kind, source: part } of liquidParts(source)) {
    const around = kinds[at];
    const end = at + part.length;
    if (kind !== 'text' && around !== LINK) {
      if (kind === 'tag') kinds.fill(TAG, at, end);
      else if (around === TEXT) kinds.fill(VALUE, at, end);
      begins[at] = 1;
      begins[end] = 1;
    }
    at = end;
  }
  return withSpaceInMarkup(grouped(source, kinds, begins));
}

const isFixed = (kind: number | undefined): boolean => kind === MARKUP || kind === TAG;

/** Groups letters of one kind; values side by side stay apart. */
function grouped(source: string, kinds: Uint8Array, begins: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (let at = 1; at <= source.length; at++) {
    const [last, next] = [kinds[at - 1], kinds[at]];
    const goesOn = at < source.length && (isFixed(last) ? isFixed(next) : last === next && !begins[at]); // prettier-ignore
    if (goesOn) continue;
    const isTag = kinds.subarray(start, at).includes(TAG);
    const kind = isFixed(last) ? 'fixed' : last === TEXT ? 'text' : 'value';
    pieces.push({ kind, source: source.slice(start, at), ...(isTag ? { isTag } : {}) });
    start = at;
  }
  return pieces;
}

/** Joins markup with the space between it. */
function withSpaceInMarkup(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const [i, piece] of pieces.entries()) {
    const last = all.at(-1);
    const isBetween = piece.kind === 'text' && !piece.source.trim() && pieces[i + 1]?.kind === 'fixed'; // prettier-ignore
    if (last?.kind === 'fixed' && (piece.kind === 'fixed' || isBetween)) {
      last.source += piece.source;
      if (piece.isTag) last.isTag = true;
    } else all.push({ ...piece });
  }
  return all;
}

/** Replaces Liquid by letters of the same length, so that nothing in it looks like HTML, and a link goes on in it. */
const withoutLiquid = (source: string): string =>
  liquidParts(source)
    .map(({ kind, source: part }) => (kind === 'text' ? part : 'x'.repeat(part.length)))
    .join('');

/** Elements whose text nobody reads as a sentence. */
const UNREAD: ReadonlySet<string> = new Set(['head', 'style', 'script', 'title', 'template']);

/** Returns where the words of some HTML are. */
function textsIn(html: string): Range[] {
  const found: Range[] = [];
  const options = { withStartIndices: true, withEndIndices: true };
  const open = [...parseDocument(html, options).children];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'text') {
      found.push({ start: node.startIndex ?? 0, end: (node.endIndex ?? -1) + 1 });
    } else if ('children' in node && !('name' in node && UNREAD.has(node.name))) {
      open.push(...node.children);
    }
  }
  return found;
}

/** Also bare names (`example.com`) and mail addresses: a model must invent none. */
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });

const linksIn = (text: string): Range[] =>
  (linkify.match(text) ?? []).map(({ index, lastIndex }) => ({ start: index, end: lastIndex }));

/** Returns the links and addresses in a text with the Liquid in them, in the order of their letters. */
export const linksOf = (source: string): string[] =>
  linksIn(withoutLiquid(source))
    .map(({ start, end }) => source.slice(start, end))
    .toSorted();
