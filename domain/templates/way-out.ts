import sanitizeHtml from 'sanitize-html';
import type { TemplateCategory } from './contract.ts';
import { SAMPLE } from './sample.ts';

/*
 * Whether a mail shows a way out to whoever reads it. A mark in the source is not enough: it may stand in a
 * comment, in the head, in an element that is not drawn, or be a link without words.
 */

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

const keepAll = {
  allowedTags: false,
  allowedAttributes: false,
  allowVulnerableTags: true,
} as const satisfies sanitizeHtml.IOptions;

// `hidden` has no value.
const EMPTY_STAYS = { nonBooleanAttributes: [] };

/** Promotional messages (CAN-SPAM, RFC 8058, 47 CFR 64.1200(a)(10)), and those that ask people to stay. */
export const owesWayOut = (category: TemplateCategory): boolean =>
  category === 'promotional' || category === 'renewal';

/** @param said what everybody gets of a text filled with the sample */
export const showsWayOut = ({ html, text }: { html?: string; text: string }): boolean =>
  html === undefined ? text.includes(SAMPLE.opt_out) : showsLink(html, SAMPLE.unsubscribe_url);

type Frame = sanitizeHtml.IFrame;
const notDrawn = ({ tag, attribs }: Frame): boolean =>
  NOT_DRAWN_TAGS.has(tag) || 'hidden' in attribs || NOT_DRAWN_STYLE.test(attribs['style'] ?? '');

/** A mail without what no reader sees: comments, the head, hidden elements with all that is in them. */
const drawn = (html: string): string =>
  sanitizeHtml(html, { ...keepAll, ...EMPTY_STAYS, exclusiveFilter: notDrawn });

/** @param address what the link must lead to, as it stands in the rendered mail */
export function showsLink(html: string, address: string): boolean {
  let found = false;
  sanitizeHtml(drawn(html), {
    ...keepAll,
    ...EMPTY_STAYS,
    exclusiveFilter: (frame) => {
      const words = frame.text.trim() || frame.mediaChildren.length;
      if (frame.tag === 'a' && frame.attribs['href'] === address && words) found = true;
      return false;
    },
  });
  return found;
}

/** The words a reader sees, links without their addresses. */
export const wordsShown = (html: string): string =>
  sanitizeHtml(drawn(html), { allowedTags: [], allowedAttributes: {} });
