import type { Context as KoaContext } from 'koa';
import { AppError } from '#lib/errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: a browser sends the session cookie along with requests that other sites
 * start, so a call that changes something and lives on the cookie must come from our own pages.
 * @param alsoFrom an origin besides ours that may: Temporal Web, where it asks for payloads
 * @throws AppError forbidden for a foreign origin, or when the client does not say where it comes from
 */
export function requireSameOrigin(http: KoaContext, publicUrl: string, alsoFrom?: string): void {
  if (SAFE.has(http.method)) return;
  const origin = http.get('origin');
  const ours = origin
    ? origin === alsoFrom ||
      origin === new URL(publicUrl).origin ||
      origin === `${http.protocol}://${http.host}`
    : http.get('sec-fetch-site') === 'same-origin';
  if (!ours) {
    throw new AppError(
      'forbidden',
      'A call with the session cookie must come from our own pages; use an API key elsewhere',
    );
  }
}
