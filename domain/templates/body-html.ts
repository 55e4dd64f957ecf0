import { parseDocument } from 'htmlparser2';
import { withLinks, withoutEntities } from './links.ts';
import { isBalanced, joined, liquidParts, type LiquidPart } from './liquid-parts.ts';

type Node = ReturnType<typeof parseDocument>['children'][number];

/** Inline elements. All others are block elements. */
const IN_LINE = new Set([
  'a', 'abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'br', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i',
  'img', 'ins', 'kbd', 'label', 'mark', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time',
  'tt', 'u', 'var', 'wbr',
]); // prettier-ignore

/**
 * Converts a body to HTML. The author may mix text and HTML: block elements stay as written; in the text around them,
 * empty lines separate paragraphs, line breaks are kept, and web addresses become links. Liquid is not parsed, only
 * kept intact.
 */
export const bodyHtml = (body: string): string =>
  runsOf(body.trim())
    .map(({ loose, source }) => (loose ? paragraphsOf(linked(source)) : source.trim()))
    .filter(Boolean)
    .join('\n');

type Run = { loose: boolean; source: string };

/** Splits the body in order into runs of text with inline elements, and block elements. */
function runsOf(body: string): Run[] {
  const nodes = parseDocument(withoutLiquid(body), { withStartIndices: true }).children;
  const runs: Run[] = [];
  nodes.forEach((node, i) => {
    // Up to the next node: a closing tag without an opening one belongs to the node before it.
    const source = body.slice(node.startIndex ?? 0, nodes[i + 1]?.startIndex ?? body.length);
    const loose = standsInLine(node);
    const last = runs.at(-1);
    if (last?.loose === loose) last.source += source;
    else runs.push({ loose, source });
  });
  return runs;
}

/** Replaces Liquid by letters of the same length, so that nothing in it looks like HTML. */
const withoutLiquid = (body: string): string =>
  liquidParts(body)
    .map(({ kind, source }) => (kind === 'text' ? source : 'x'.repeat(source.length)))
    .join('');

function standsInLine(node: Node): boolean {
  const open: Node[] = [node];
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.type === 'text') continue;
    if (!('children' in one) || !('name' in one) || !IN_LINE.has(one.name)) return false;
    open.push(...one.children);
  }
  return true;
}

/** Turns web addresses in the text into links; those within a link, an attribute or Liquid stay unchanged. */
function linked(source: string): string {
  const masked = withoutLiquid(source);
  const nodes = parseDocument(masked, { withStartIndices: true, withEndIndices: true }).children;
  const open = [...nodes];
  const texts: { start: number; end: number }[] = [];
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.type === 'text')
      texts.push({ start: one.startIndex ?? 0, end: (one.endIndex ?? -1) + 1 });
    else if ('children' in one && !('name' in one && one.name === 'a')) open.push(...one.children);
  }
  let html = '';
  let from = 0;
  for (const { start, end } of texts.toSorted((a, b) => a.start - b.start)) {
    const text = withoutEntities(masked.slice(start, end));
    html += source.slice(from, start) + withLinks(text, source.slice(start, end));
    from = end;
  }
  return html + source.slice(from);
}

const EMPTY_LINE = /\r?\n[^\S\n]*\r?\n\s*/;

const paragraphsOf = (source: string): string =>
  source.split(EMPTY_LINE).map(paragraph).filter(Boolean).join('\n');

/** Tags of a condition or loop that extends beyond the paragraph are placed outside of it. */
function paragraph(source: string): string {
  const parts = liquidParts(source.trim());
  const first = parts.findIndex(hasWords);
  if (first < 0) return source.trim();
  const last = parts.findLastIndex(hasWords) + 1;
  const inside = parts.slice(first, last);
  return isBalanced(inside)
    ? `${joined(parts.slice(0, first)).trim()}<p>${lines(inside)}</p>${joined(parts.slice(last)).trim()}`
    : `<p>${lines(parts)}</p>`;
}

const WRITTEN_BREAK = /<br\s*\/?>$/i;

/**
 * Converts line breaks to `<br>`, except where one is already written, or after a line of only Liquid tags, which
 * produce no output.
 */
function lines(parts: readonly LiquidPart[]): string {
  const written = linesOf(parts).filter((line) => joined(line).trim() !== '');
  return written
    .map((line, i) => {
      const text = joined(line).trim();
      const leavesNothing = line.some(({ kind }) => kind === 'tag') && !line.some(hasWords);
      return i === written.length - 1 || leavesNothing
        ? text
        : `${text.replace(WRITTEN_BREAK, '')}<br>`;
    })
    .join('');
}

/** Splits parts into lines; a line break inside Liquid does not split. */
function linesOf(parts: readonly LiquidPart[]): LiquidPart[][] {
  let line: LiquidPart[] = [];
  const found = [line];
  for (const { kind, source } of parts) {
    const pieces = kind === 'text' ? source.split('\n') : [source];
    pieces.forEach((piece, i) => {
      if (i > 0) found.push((line = []));
      line.push({ kind, source: piece });
    });
  }
  return found;
}

const hasWords = ({ kind, source }: LiquidPart): boolean =>
  kind === 'output' || (kind === 'text' && source.trim() !== '');
