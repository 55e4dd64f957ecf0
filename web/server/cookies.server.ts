import { redirect } from '@remix-run/node';

/** A redirect that sets cookies, each in a header of its own. */
export function redirectWith(path: string, cookies: readonly string[]): Response {
  const headers = new Headers();
  for (const line of cookies) headers.append('Set-Cookie', line);
  return redirect(path, { headers });
}
