// oxlint-disable-next-line no-restricted-imports -- the one place
import { redirect as anywhere, type TypedResponse } from '@remix-run/node';

/** Stands for this site while an address is read: no real one is called so (RFC 2606). */
const HERE = 'http://here.invalid';

/**
 * What an address leads to here, written as a path; null when it leads to another site. It is read as browsers read
 * it, who drop tabs and line breaks, take `\` for `/`, and follow `//host` away: nothing but the origin of the parsed
 * address says where it leads, before and after.
 */
export function ownPath(address: string): string | null {
  if (!URL.canParse(address, HERE)) return null;
  const url = new URL(address, HERE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  const again = URL.canParse(path, HERE) ? new URL(path, HERE).origin : null;
  return url.origin === HERE && again === HERE ? path : null;
}

/** Where to go after sign-in: `?next=`, where it is a page of ours. */
export const nextPath = (url: URL): string => ownPath(url.searchParams.get('next') ?? '/') ?? '/';

/** A redirect to a page of ours: the only one there is, whatever its path is made of. 302 unless told otherwise. */
export const redirect = (path: string, init: number | ResponseInit = 302): TypedResponse<never> =>
  anywhere(ownPath(path) ?? '/', init);

/** A redirect that sets cookies, each in a header of its own. */
export function redirectWith(path: string, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const line of cookies) headers.append('Set-Cookie', line);
  return redirect(path, { headers });
}
