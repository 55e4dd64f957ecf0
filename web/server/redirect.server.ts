// oxlint-disable-next-line no-restricted-imports -- the one place
import { redirect as anywhere, type TypedResponse } from '@remix-run/node';

/** A stand-in for this site when a URL is parsed; no real site has this name (RFC 2606). */
const HERE = 'http://here.invalid';

/**
 * Returns the target of a URL on this site as a path; null if it leads to another site. The URL is parsed as browsers
 * do: they drop tabs and line breaks, take `\` for `/`, and follow `//host` to another site. So only the origin of
 * the parsed URL decides.
 */
export function ownPath(address: string): string | null {
  if (!URL.canParse(address, HERE)) return null;
  const url = new URL(address, HERE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  const again = URL.canParse(path, HERE) ? new URL(path, HERE).origin : null;
  return url.origin === HERE && again === HERE ? path : null;
}

/** Returns where to go after sign-in: `?next=`, if it is one of our pages. */
export const nextPath = (url: URL): string => ownPath(url.searchParams.get('next') ?? '/') ?? '/';

/**
 * Redirects to one of our pages, whatever the path contains; pages have no other redirect. The status is 302 by
 * default.
 */
export const redirect = (path: string, init: number | ResponseInit = 302): TypedResponse<never> =>
  anywhere(ownPath(path) ?? '/', init);

/** Redirects and sets cookies, each in its own header. */
export function redirectWith(path: string, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const line of cookies) headers.append('Set-Cookie', line);
  return redirect(path, { headers });
}
