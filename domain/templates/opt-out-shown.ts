import { parseDocument } from 'htmlparser2';
import { isVisible } from '#lib/visible.ts';
import type { TemplateCategory } from './contract.ts';
import { SAMPLE } from './sample.ts';

/*
 * Checks whether a reader of a mail sees an opt-out. A link in the source is not enough: it may be in a comment, in
 * the head, in an element that is not rendered, or have no text.
 */

/**
 * Returns whether a category needs an opt-out: promotional messages (CAN-SPAM, RFC 8058, 47 CFR 64.1200(a)(10)), and
 * renewals.
 */
export const needsOptOut = (category: TemplateCategory): boolean =>
  category === 'promotional' || category === 'renewal';

/** Returns whether a message shows the opt-out. @param said the content for all recipients, rendered with SAMPLE */
export const showsOptOut = ({ html, text }: { html?: string; text: string }): boolean =>
  html === undefined ? text.includes(SAMPLE.opt_out) : showsLink(html, SAMPLE.unsubscribe_url);

/** Returns whether a reader of a mail sees these words. @param html the content for all recipients */
export const showsWords = (html: string, words: string): boolean =>
  wordsShown(html).replace(/\s+/g, ' ').includes(words);

const NOT_DRAWN_TAGS = new Set([
  'head',
  'title',
  'style',
  'script',
  'template',
  'noscript',
  'object',
]);
const NOT_DRAWN_STYLE =
  /display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all|(?:^|;)\s*(opacity|font-size|line-height|max-height|height|max-width|width)\s*:\s*(?:0+(?:\.0*)?|\.0+)(px|em|rem|pt|%)?\s*(?:!important\s*)?(?:;|$)/i;
const MEDIA = new Set(['img', 'picture', 'svg', 'video', 'audio', 'map']);

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: object }>;
const isElement = (node: Node): node is Element => 'attribs' in node;

const isDrawn = ({ name, attribs }: Element): boolean =>
  !NOT_DRAWN_TAGS.has(name) &&
  !Object.hasOwn(attribs, 'hidden') &&
  !NOT_DRAWN_STYLE.test(attribs['style'] ?? '');

/**
 * Yields the visible nodes, including nested ones, in order. Uses a list instead of recursion, since HTML may be
 * nested deeply.
 */
function* shown(nodes: readonly Node[]): Generator<Node> {
  const waiting = nodes.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'text') yield node;
    else if (isElement(node) && isDrawn(node)) {
      yield node;
      for (const child of node.children.toReversed()) waiting.push(child);
    }
  }
}

const wordsOf = (nodes: readonly Node[]): string =>
  [...shown(nodes)].map((node) => (node.type === 'text' ? node.data : '')).join('');

/** Returns whether a mail shows a link to an address. @param address as in the rendered mail */
export function showsLink(html: string, address: string): boolean {
  for (const node of shown(parseDocument(html).children)) {
    if (!isElement(node) || node.name !== 'a' || node.attribs['href'] !== address) continue;
    const inside = [...shown(node.children)];
    if (inside.some((one) => isElement(one) && MEDIA.has(one.name))) return true;
    if (wordsOf(node.children).trim()) return true;
  }
  return false;
}

/** Returns whether a mail shows anything: text or images. */
export function showsAnything(html: string): boolean {
  const nodes = [...shown(parseDocument(html).children)];
  return (
    nodes.some((node) => isElement(node) && MEDIA.has(node.name)) ||
    nodes.some((node) => node.type === 'text' && isVisible(node.data))
  );
}

/** Returns the visible text, links without their addresses. */
export const wordsShown = (html: string): string => wordsOf(parseDocument(html).children);
