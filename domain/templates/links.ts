import { LinkifyIt } from 'linkify-it';

/** `scheme`: what its writer left out. */
type Span = { start: number; end: number; scheme: string };

/** Nothing but the web: mail programs link the rest, and no other scheme is ever made a link. */
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ['ftp:', 'mailto:', '//']) linkify.add(schema, null);

/**
 * Addresses of the web in a text, as somebody types them: `https://…`, `http://…` and `www.…`. A name alone
 * (`example.com`) is none: it may be the end of one sentence and the beginning of the next.
 */
const linksIn = (text: string): Span[] =>
  (linkify.match(text) ?? []).flatMap(({ index: start, lastIndex: end, text: written }) => {
    if (/^https?:\/\//i.test(written)) return [{ start, end, scheme: '' }];
    return /^www\./i.test(written) ? [{ start, end, scheme: 'https://' }] : [];
  });

/**
 * Escaped text with its addresses as links.
 * @param text as long as the source, without what must end an address
 */
export function withLinks(text: string, source: string): string {
  let html = '';
  let from = 0;
  for (const { start, end, scheme } of linksIn(text)) {
    const shown = source.slice(start, end);
    html += `${source.slice(from, start)}<a href="${scheme}${shown.replaceAll('"', '&quot;')}">${shown}</a>`;
    from = end;
  }
  return html + source.slice(from);
}

const ENTITY = /&(?!amp;)#?\w{1,31};/g;

/** The same letters at the same places, but where an entity stands that ends an address: `&nbsp;`, `&quot;`. */
export const withoutEntities = (html: string): string =>
  html.replaceAll(ENTITY, (entity) => ' '.repeat(entity.length));
