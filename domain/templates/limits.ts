import { parseDocument } from 'htmlparser2';
import { liquidParts } from './liquid-parts.ts';

/*
 * What a template may cost. Counted rather than timed: a text that could be saved goes out on a slow day too.
 */

/** Characters of a text as it is written; what a client may write is less (contract.ts). */
const MOST_SOURCE = 250_000;
/** Characters of one part of a message: subject, HTML or text. */
export const MOST_OUTPUT = 500_000;
/** Characters and items that filters, ranges and values go over while a part is written. */
export const MOST_WORK = 500_000;
/** Pieces of a template that are written, each turn of a loop anew. */
export const MOST_STEPS = 100_000;
/** Milliseconds, for what no count foresees; fewer when a text is saved, so that it does not fail later on. */
export const MOST_MS = 2_000;
export const MOST_MS_TO_SAVE = 500;
/** Conditions and loops in one another. */
export const MOST_LIQUID_DEPTH = 50;
/** Characters of one `{{ … }}` or `{% … %}`, and brackets in one another in it. */
const MOST_TAG = 10_000;
const MOST_BRACKETS = 50;
/** Elements in one another. */
export const MOST_HTML_DEPTH = 250;

const number = (n: number): string => n.toLocaleString('en');

export const TOO_LONG = `becomes too long: at most ${number(MOST_OUTPUT)} characters`;
export const TOO_MUCH_WORK = `is too much work: its filters and loops may go over ${number(MOST_WORK)} characters and items`; // prettier-ignore
export const TOO_MANY_STEPS = `is too much work: its loops may write ${number(MOST_STEPS)} pieces`;
export const TOO_SLOW = 'is too much work: it takes too long';
export const TOO_DEEP = `is nested too deeply: at most ${MOST_LIQUID_DEPTH} conditions and loops in one another`;

/** What is wrong with a text's length and nesting, before anything reads it; undefined when nothing is. */
export function nestedTooDeep(source: string): string | undefined {
  if (source.length > MOST_SOURCE) return TOO_LONG;
  let depth = 0;
  for (const { kind, source: part } of liquidParts(source)) {
    if (kind === 'text') continue;
    if (part.length > MOST_TAG) return `has a tag of more than ${number(MOST_TAG)} characters`;
    if (bracketsOf(part) > MOST_BRACKETS) {
      return `has more than ${MOST_BRACKETS} brackets in one another`;
    }
    const name = /^\{%-?\s*(\w+)/.exec(part)?.[1] ?? '';
    if (name.startsWith('end')) depth -= 1;
    else if (BLOCKS.has(name)) depth += 1;
    if (depth > MOST_LIQUID_DEPTH) return TOO_DEEP;
  }
  return undefined;
}

const BLOCKS = new Set(['if', 'unless', 'for', 'case', 'capture', 'tablerow', 'comment', 'raw']);

function bracketsOf(part: string): number {
  let depth = 0;
  let most = 0;
  for (const letter of part) {
    if (letter === '(' || letter === '[') most = Math.max(most, (depth += 1));
    else if (letter === ')' || letter === ']') depth -= 1;
  }
  return most;
}

/** The same of a mail's HTML, which is read by what goes from element to element. */
export function htmlTooDeep(html: string): string | undefined {
  type Open = { children: readonly object[]; depth: number };
  const open: Open[] = [{ children: parseDocument(html).children, depth: 0 }];
  for (let one = open.pop(); one; one = open.pop()) {
    if (one.depth > MOST_HTML_DEPTH) {
      return `is nested too deeply: at most ${MOST_HTML_DEPTH} elements in one another`;
    }
    for (const child of one.children) {
      if ('children' in child && Array.isArray(child.children)) {
        open.push({ children: child.children, depth: one.depth + 1 });
      }
    }
  }
  return undefined;
}
