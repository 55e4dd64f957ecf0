import { convert } from 'html-to-text';
import { MOST_HTML_DEPTH } from './limits.ts';
import { liquidParts } from './liquid-parts.ts';

/** Converts a mail's HTML to plain text: links as `text <address>`, no images, the author's line breaks. */
export const textOf = (html: string): string =>
  convert(html, {
    wordwrap: false,
    // The converter is recursive, so its depth is limited.
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

/** Returns the Liquid parts of a text in order, with spaces normalised as the conversion does. */
const liquid = (source: string): string[] =>
  liquidParts(source).flatMap((part) => (part.kind === 'text' ? [] : [evened(part.source)]));
const isTag = (part: string): boolean => part.startsWith('{%');

/**
 * Creates the template of the text part from the HTML template, so that no HTML has to be parsed per recipient. Null
 * when the conversion lost or moved a tag (e.g. inside a table's markup): then the text is made from each rendered
 * mail.
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
