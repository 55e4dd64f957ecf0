import { convert } from 'html-to-text';
import { MOST_HTML_DEPTH } from './limits.ts';
import { liquidParts } from './liquid-parts.ts';

/** Plain text of a mail's HTML: links as `text <address>`, no images, lines as the author broke them. */
export const textOf = (html: string): string =>
  convert(html, {
    wordwrap: false,
    // Deeper it goes by itself, from element to element.
    limits: { maxDepth: MOST_HTML_DEPTH },
    selectors: [
      {
        selector: 'a',
        options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true },
      },
      { selector: 'img', format: 'skip' },
      { selector: 'tr', format: 'block' },
      { selector: 'td', format: 'inlineSurround', options: { prefix: '', suffix: ' ' } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).trim();

const evened = (source: string): string => source.replace(/\s+/g, ' ');

/** The Liquid of a text in its order, spaces evened out, as the conversion evens them. */
const liquid = (source: string): string[] =>
  liquidParts(source).flatMap((part) => (part.kind === 'text' ? [] : [evened(part.source)]));
const isTag = (part: string): boolean => part.startsWith('{%');

/**
 * The text part's template, made once from the HTML template, so that a recipient costs no HTML parsing.
 * Null when the conversion lost or moved a tag (one inside a table's markup, say): then the text is made
 * from each rendered mail.
 */
export function textTemplate(html: string): string | null {
  const text = textOf(
    liquidParts(html)
      .map(({ kind, source }) => (kind === 'text' ? source : evened(source)))
      .join(''),
  );
  const before = liquid(html);
  const after = liquid(text);
  const known = new Set(before);
  const whole = after.every((part) => known.has(part));
  return whole && after.filter(isTag).join() === before.filter(isTag).join() ? text : null;
}
