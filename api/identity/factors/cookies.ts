import type { IdentityDeps, Visitor } from '../deps.ts';
import { agentOnly } from '../session.ts';

/**
 * Returns the visitor's headers with those of the library's own cookies that are named. Cookies of an earlier session
 * must not influence a new one.
 */
export async function withCookies(
  { auth }: Pick<IdentityDeps, 'auth'>,
  visitor: Visitor,
  names: readonly ('trust_device' | 'two_factor' | 'dont_remember')[],
): Promise<Headers> {
  const { createAuthCookie } = await auth.$context;
  const wanted = names.map((name) => `${createAuthCookie(name).name}=`);
  const pairs = (visitor.headers.get('cookie') ?? '').split(/;\s*/);
  const kept = pairs.filter((pair) => wanted.some((name) => pair.startsWith(name)));
  const headers = agentOnly(visitor);
  if (kept.length) headers.set('cookie', kept.join('; '));
  return headers;
}
