import { parseDocument } from 'htmlparser2';
import { LIQUID_BLOCKS, liquidParts } from './liquid-parts.ts';

/*
 * Limits for the cost of a template. They are counts rather than times, so that a text that could be saved can also
 * be sent on a slow day.
 */

/** The maximum of characters of a source; clients may write less (contract.ts). */
const MOST_SOURCE = 250_000;
/** The maximum of characters of one rendered part: subject, HTML or text. */
export const MOST_OUTPUT = 500_000;
/** The maximum of characters and items that filters, ranges and values process while a part is rendered. */
export const MOST_WORK = 500_000;
/**
 * The maximum of steps of one part: pieces, expressions and what filters read, counted again in each turn of a loop
 * (cost.ts). A step takes about half a microsecond, so the costliest part takes some 20 ms.
 */
export const MOST_STEPS = 40_000;
/** More steps for a mail's page than for its text alone, so that an error is found in the author's own text. */
export const PAGE_STEPS = 5_000;
/** The maximum time in milliseconds: a last resort, far above what the counts allow. */
export const MOST_MS = 5_000;
/** The maximum nesting of conditions and loops. */
export const MOST_LIQUID_DEPTH = 50;
/** The maximum of characters of one `{{ … }}` or `{% … %}`, and of nested brackets in it. */
const MOST_TAG = 10_000;
const MOST_BRACKETS = 50;
/** The maximum nesting of elements. */
export const MOST_HTML_DEPTH = 250;

const number = (n: number): string => n.toLocaleString('en');

export const TOO_LONG = `becomes too long: at most ${number(MOST_OUTPUT)} characters`;
export const TOO_MUCH_WORK = `is too much work: its filters and loops may go over ${number(MOST_WORK)} characters and items`; // prettier-ignore
export const TOO_MANY_STEPS = `is too much work: its values, conditions and loops may take ${number(MOST_STEPS)} steps`;
export const TOO_SLOW = 'is too much work: it takes too long';
export const TOO_DEEP = `is nested too deeply: at most ${MOST_LIQUID_DEPTH} conditions and loops in one another`;

/** Checks a text's length and nesting before it is parsed. @returns the error, undefined when there is none */
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
    else if (LIQUID_BLOCKS.has(name)) depth += 1;
    if (depth > MOST_LIQUID_DEPTH) return TOO_DEEP;
  }
  return undefined;
}

function bracketsOf(part: string): number {
  let depth = 0;
  let most = 0;
  for (const letter of part) {
    if (letter === '(' || letter === '[') most = Math.max(most, (depth += 1));
    else if (letter === ')' || letter === ']') depth -= 1;
  }
  return most;
}

/** Checks the nesting of a mail's HTML, since the text conversion is recursive. */
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
