import type { Context as KoaContext } from 'koa';
import { AppError } from '#lib/errors.ts';
import { isOwnOrigin } from '../own-hosts.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: a browser sends the session cookie along with requests that other sites start, and
 * takes the cookie of a sign-in they start. So a call that changes something by a cookie, or makes or ends a
 * session, must come from our own pages. Without an Origin it passes where there is no cookie: then no browser is
 * made use of.
 * @param alsoFrom an origin besides ours that may: Temporal Web, where it asks for payloads
 * @throws AppError forbidden for a foreign or null origin, or for a cookie of which nobody says where it comes from
 */
export function requireSameOrigin(http: KoaContext, publicUrl: string, alsoFrom?: string): void {
  if (SAFE.has(http.method)) return;
  const origin = http.get('origin');
  const ours = origin
    ? origin === alsoFrom || isOwnOrigin(http, publicUrl, origin)
    : !http.get('cookie') || http.get('sec-fetch-site') === 'same-origin';
  if (!ours) {
    throw new AppError(
      'forbidden',
      'A call that lives on the session cookie must come from our own pages; use an API key elsewhere',
    );
  }
}
