import { readdir } from 'node:fs/promises';
import { cookieOf, randomAddress } from './identity.ts';

/** Returns the path of every page route, with `$parameters`; `_app.` and `_public.` are not part of a path. */
export async function pageRoutes(): Promise<string[]> {
  const files = await readdir('web/routes');
  return files
    .map((file) => file.replace(/\.tsx$/, '').replace(/^_(app|public)(\.|$)/, ''))
    .map((name) =>
      name
        .replaceAll('[.]', '\0')
        .split('.')
        .filter((part) => part && !part.startsWith('_'))
        .map((part) => part.replace(/_$/, ''))
        .join('/')
        .replaceAll('\0', '.'),
    )
    .map((path) => `/${path}`);
}

/** Returns the same paths with invented parameters. */
export const pagePaths = async (): Promise<string[]> =>
  (await pageRoutes()).map((route) =>
    route.replaceAll(/\$[^/]*/g, '0199a1b2-0000-7000-8000-000000000000'),
  );

/** Signs up and returns the headers of that user for our own pages. */
export async function memberOf(url: string): Promise<Record<string, string>> {
  const made = await fetch(`${url}/api/v1/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': randomAddress() },
    body: JSON.stringify({
      email: `owner-${crypto.randomUUID()}@example.com`, password: 'a long enough password', name: 'Ada', organization_name: 'Blossom',
    }), // prettier-ignore
  });
  return { cookie: cookieOf(made.headers), origin: url };
}
