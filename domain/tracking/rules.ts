import { isbot } from 'isbot';
import { own } from '#lib/own.ts';
import type { Visitor } from './visitors.contract.ts';

/** What a request says about its sender. Header names in lower case. */
export type Visit = { method: string; headers: Record<string, string | string[] | undefined> };

/**
 * What one request says of who sent it; what all of a message say together is `judge`.
 *
 * 1. Programs that say what they are, look ahead, or only ask for the head: machines.
 * 2. Apple's privacy proxy calls itself `Mozilla/5.0` and nothing more, and fetches every picture of every
 *    mail: a machine. 3. Google's and Yahoo's proxies fetch when somebody looks, and sometimes before: not known.
 * 4. A browser that navigates (`Sec-Fetch-Mode`) and was told to by its user: human. 5. Anything else: not known.
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
 * Where a click leads: the signed address, with the query parameters that were added to our link on the
 * way (a mail program's, a campaign tool's); its own are never replaced. Null unless it is http or https.
 */
export function clickTarget(signed: string, added: URLSearchParams): string | null {
  if (!URL.canParse(signed)) return null;
  const url = new URL(signed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const missing = [...added].filter(([name]) => !url.searchParams.has(name));
  // Only where something is added: URL spells a query that it changes in its own way.
  for (const [name, value] of missing) url.searchParams.append(name, value);
  // A header holds ASCII: the rest is encoded, as a browser would.
  return url.href;
}
