import { Parser } from 'htmlparser2';
import { atEnd } from '../templates/layout.ts';

/** Longer addresses, in letters, go out as they are: what counts them has to fit into the line of a request. */
const LONGEST = 6000;

/** Attributes by which a reader goes somewhere. `<link href>` loads a style or a font, and is no click. */
const FOLLOWED: ReadonlySet<string> = new Set(['a', 'area']);

type Found = { from: number; to: number; target: string };

/**
 * Leads the fixed links of a page through the click counter, and counts its opening by a picture. An address with a
 * value in it (the way out, a personal link) is left alone. Once for each text, not for each mail.
 * @param targets filled with the addresses behind the links, in the order of their names
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

/** Where the attributes stand, and where they lead, with character references read (`&amp;`, `&#38;`). */
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
      // Of an attribute that stands twice the first counts.
      first = false;
      const { startIndex: from, endIndex: to } = parser;
      const target = targetOf(value);
      if (target !== null) found.push({ from, to, target });
    },
  });
  parser.end(page);
  return found;
}

/** The address as it goes into a header: letters beyond ASCII encoded. Null for what is not counted. */
function targetOf(value: string): string | null {
  if (/\{[{%]/.test(value) || !URL.canParse(value)) return null;
  const { protocol, href } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= LONGEST ? href : null;
}
