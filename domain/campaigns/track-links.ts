import { Parser } from 'htmlparser2';
import { atEnd } from '../templates/layout.ts';

/** Longer URLs, in characters, are not tracked: the tracking URL has to fit into a request line. */
const LONGEST = 6000;

/** Elements whose link a reader follows. `<link href>` loads a style or a font, and is no click. */
const FOLLOWED: ReadonlySet<string> = new Set(['a', 'area']);

type Found = { from: number; to: number; target: string };

/**
 * Leads the fixed links of a page through the click counter, and adds a picture that counts its opening. A URL with a
 * value in it (the unsubscribe link, a personal link) is left unchanged. Runs once per text, not per mail.
 * @param targets receives the URLs behind the links, in the order of their names
 */
export function trackLinks(page: string, targets: string[]): string {
  let linked = '';
  let end = 0;
  for (const { from, to, target } of fixedLinks(page)) {
    let index = targets.indexOf(target);
    if (index < 0) index = targets.push(target) - 1;
    linked += `${page.slice(end, from)}href="{{ tracked.l${index} }}"`;
    end = to;
  }
  const pixel = '<img src="{{ tracked.open }}" width="1" height="1" alt="" style="display:block">';
  return atEnd(linked + page.slice(end), pixel);
}

/**
 * Returns the positions of the attributes and their targets, with character references decoded (`&amp;`, `&#38;`).
 */
function fixedLinks(page: string): Found[] {
  const found: Found[] = [];
  let element = '';
  let first = true;
  const parser = new Parser({
    onopentagname: (name) => {
      element = name;
      first = true;
    },
    onattribute: (name, value) => {
      if (name !== 'href' || !FOLLOWED.has(element) || !first) return;
      // The first of repeated attributes counts.
      first = false;
      const { startIndex: from, endIndex: to } = parser;
      const target = targetOf(value);
      if (target !== null) found.push({ from, to, target });
    },
  });
  parser.end(page);
  return found;
}

/** Returns the URL as it goes into a header, with non-ASCII characters encoded. Null for one that is not counted. */
function targetOf(value: string): string | null {
  if (/\{[{%]/.test(value) || !URL.canParse(value)) return null;
  const { protocol, href } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= LONGEST ? href : null;
}
