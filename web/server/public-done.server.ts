import type { VisitorArgs } from './page.server.ts';

/** Returns the address where a page with one form says that it is done. */
export async function doneAddress(
  publicPages: VisitorArgs['publicPages'],
  url: URL,
): Promise<string> {
  const query = new URLSearchParams({ done: '' });
  const lang = url.searchParams.get('lang');
  if (lang) query.set('lang', lang);
  const said = { done: 'yes' };
  return (await publicPages.withState(url.pathname, query, { said })) ?? url.pathname;
}
