import { Parser } from 'htmlparser2';
import { liquidParts } from './liquid-parts.ts';

/** The schemes that a link in a mail may have. */
const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);
export const BAD_LINK = 'has a link that is neither http, https, mailto nor tel';
/** Attributes that run a script: `onclick`, `onerror`. */
const HANDLER = /^on/;

/** Stands for Liquid. It cannot be part of a scheme. */
const MASK = '·';
const LINKS: ReadonlySet<string> = new Set(['href', 'xlink:href']);
/** URLs that the product makes. */
const OURS =
  /^href\s*=\s*"\{\{\s*(?:(?:unsubscribe|preferences|confirm|renew|receipt)_url|tracked\.\w+)\s*\}\}"$/;

type Attribute = { element: string; name: string; value: string; quoted: boolean; from: number; to: number }; // prettier-ignore

/** Whether a link would be followed with another scheme. Browsers ignore spaces and control characters in it. */
function isBad({ name, value }: Attribute): boolean {
  if (!LINKS.has(name)) return false;
  const bare = value.replaceAll(/[^!-~\u00a1-\uffff]/g, '');
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  return scheme !== undefined && !SCHEMES.has(scheme);
}

const isUnsafe = (one: Attribute): boolean => isBad(one) || HANDLER.test(one.name);

function attributesOf(html: string): Attribute[] {
  const found: Attribute[] = [];
  let element = '';
  const parser = new Parser({
    onopentagname: (name) => {
      element = name;
    },
    onattribute: (name, value, quote) => {
      const { startIndex: from, endIndex: to } = parser;
      found.push({ element, name, value, quoted: Boolean(quote), from, to });
    },
  });
  parser.end(html);
  return found;
}

const masked = (source: string): string =>
  liquidParts(source)
    .map(({ kind, source: part }) => (kind === 'text' ? part : MASK.repeat(part.length)))
    .join('');

/** Whether the author has written a link with a scheme that mails do not take. */
export const hasBadLink = (body: string): boolean => attributesOf(masked(body)).some(isBad);

/** Whether the author has written an attribute that runs a script. */
export const hasHandler = (body: string): boolean =>
  attributesOf(masked(body)).some(({ name }) => HANDLER.test(name));

/** Whether values may become links in a template, so that each rendered mail has to be checked. */
export const hasFilledLinks = (page: string): boolean =>
  attributesOf(masked(page)).some(
    ({ element, name, value, quoted, from, to }) =>
      element.includes(MASK) ||
      name.includes(MASK) ||
      (value.includes(MASK) &&
        (!quoted || (LINKS.has(name) && !OURS.test(page.slice(from, to).trim())))),
  );

/** Removes handlers, and the addresses of links whose scheme mails do not take; their words stay. @param html rendered */
export const withSafeLinks = (html: string): string => without(html, html);

/** The same for a template. */
export const withSafeLinksWritten = (page: string): string => without(page, masked(page));

function without(html: string, scanned: string): string {
  let safe = '';
  let end = 0;
  for (const attribute of attributesOf(scanned)) {
    if (!isUnsafe(attribute)) continue;
    safe += html.slice(end, attribute.from);
    end = attribute.to;
  }
  return safe + html.slice(end);
}
