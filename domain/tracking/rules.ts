import { isbot } from 'isbot';
import { own } from '#lib/own.ts';
import type { Visitor } from './visitors.contract.ts';

/** What a request reveals about its sender. Header names in lower case. */
export type Visit = { method: string; headers: Record<string, string | string[] | undefined> };

/**
 * Returns who probably sent one request; `judge` decides over all visits of a message.
 * 1. Programs that identify themselves, prefetch, or send HEAD only: machines.
 * 2. Apple's privacy proxy calls itself `Mozilla/5.0` and nothing more, and fetches every picture of every mail: a
 *    machine.
 * 3. Google's and Yahoo's proxies fetch when somebody looks, and sometimes before: unknown.
 * 4. A browser navigation (`Sec-Fetch-Mode`) started by its user: human.
 * 5. Anything else: unknown.
 */
export function visitorOf({ method, headers }: Visit, kind: 'opened' | 'clicked'): Visitor {
  const header = (name: string): string => String(own(headers, name) ?? '');
  const agent = header('user-agent').trim();
  if (method === 'HEAD' || agent === '' || agent === 'Mozilla/5.0') return 'machine';
  if (/prefetch|preview/i.test(header('purpose') + header('sec-purpose') + header('x-moz'))) {
    return 'machine';
  }
  if (/GoogleImageProxy|YahooMailProxy/i.test(agent)) return 'unknown';
  if (isbot(agent)) return 'machine';
  if (kind === 'opened') return /Outlook|Thunderbird|AppleWebKit|Gecko/i.test(agent) ? 'human' : 'unknown'; // prettier-ignore
  return header('sec-fetch-mode') === 'navigate' && header('sec-fetch-user') === '?1'
    ? 'human'
    : 'unknown';
}

/**
 * Returns the target of a click: the signed address, with the query parameters that were added to our link on the way
 * (by a mail program or a campaign tool). Its own parameters are never replaced. Null unless it is http or https.
 */
export function clickTarget(signed: string, added: URLSearchParams): string | null {
  if (!URL.canParse(signed)) return null;
  const url = new URL(signed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const missing = [...added].filter(([name]) => !url.searchParams.has(name));
  // As text: searchParams would decode and encode the query of the target anew, and lose bytes such as %E4.
  if (missing.length)
    url.search = `${url.search ? `${url.search}&` : ''}${new URLSearchParams(missing).toString()}`;
  // A header must be ASCII: the rest is encoded, as a browser would do.
  return url.href;
}
