import { LinkifyIt } from 'linkify-it';

/** `scheme`: the part that the author omitted. */
type Span = { start: number; end: number; scheme: string };

/** Only web addresses: mail programs link the rest, and no other scheme ever becomes a link. */
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ['ftp:', 'mailto:', '//']) linkify.add(schema, null);

/**
 * Finds web addresses in a text: `https://…`, `http://…` and `www.…`. A bare name (`example.com`) does not count: it
 * may be the end of one sentence and the beginning of the next.
 */
const linksIn = (text: string): Span[] =>
  (linkify.match(text) ?? []).flatMap(({ index: start, lastIndex: end, text: written }) => {
    // `https://user:password@host`: no link, and none to a part of it.
    if (written.includes('@') || /^[^\s<>"]*@/.test(text.slice(end))) return [];
    if (/^https?:\/\//i.test(written)) return [{ start, end, scheme: '' }];
    return /^www\./i.test(written) ? [{ start, end, scheme: 'https://' }] : [];
  });

/**
 * Turns the addresses in an escaped text into links.
 * @param text the source, with everything that must end an address replaced by spaces of the same length
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

/** Replaces entities that end an address (`&nbsp;`, `&quot;`) by spaces of the same length. */
export const withoutEntities = (html: string): string =>
  html.replaceAll(ENTITY, (entity) => ' '.repeat(entity.length));
