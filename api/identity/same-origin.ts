import type { Context as KoaContext } from 'koa';
import { AppError } from '#lib/errors.ts';
import { isOwnOrigin } from '../own-hosts.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses cross-site request forgery. A browser sends the session cookie with requests that other sites start, and
 * stores the cookie of a sign-in they start. So a call that uses a cookie to change something, or that starts or ends
 * a session, must come from our own pages. A request without Origin and without cookie passes: it does not abuse a
 * browser.
 * @param alsoFrom another allowed origin: Temporal Web, when it asks for payloads
 * @throws {AppError} forbidden for a foreign or null origin, or for a cookie without an origin
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
      'A call with the session cookie must come from our own pages; use an API key elsewhere',
    );
  }
}
