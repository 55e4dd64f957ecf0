import type { LoginInput } from '#domain/identity/contract.ts';
import { AppError } from '#lib/errors.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { ensureOrganization, type Location } from './organization.ts';
import { reached } from './reached.ts';
import { withPassword } from './with-password.ts';
import { withCookies } from './factors/cookies.ts';
import { presentSession, signedIn, type NeedsCode, type SignedIn } from './session.ts';
import { startSession } from './start-session.ts';

/**
 * Starts a session. An unknown e-mail and a wrong password get the same answer in the same time: the library hashes
 * the given password in both cases. Whoever has a second factor has no session yet (`confirmSignIn`).
 * @param location of an organisation whose sign-up this finishes
 * @throws {AppError} unauthenticated, rate_limited
 */
export async function login(
  deps: IdentityDeps,
  { email, password, remember = true }: LoginInput,
  visitor: Visitor,
  location?: Location,
): Promise<SignedIn | NeedsCode> {
  const wrong = new AppError('unauthenticated', 'The e-mail address or the password is wrong');
  // In a browser that was trusted with the second factor, the password is enough.
  const known = await withCookies(deps, visitor, ['trust_device']);
  const { headers, response } = await withPassword(deps, email, visitor, wrong, () =>
    deps.auth.api.signInEmail({
      body: { email, password, rememberMe: remember },
      headers: known,
      returnHeaders: true,
    }),
  );
  if (remember) await forgetShortSession(deps, headers);
  if ('twoFactorRedirect' in response) {
    return { cookies: headers.getSetCookie(), view: { second_factor: 'required' } };
  }
  return startSession(
    deps,
    headers,
    { userId: response.user.id, token: response.token },
    visitor,
    location,
  );
}

/**
 * Ends the mark of an earlier short session in this browser; the library would go on obeying it, and let this session
 * end although it is used.
 */
async function forgetShortSession({ auth }: IdentityDeps, headers: Headers): Promise<void> {
  const { authCookies } = await auth.$context;
  const { headers: ending } = await auth.api.signOut({ headers: new Headers(), returnHeaders: true }); // prettier-ignore
  const mark = `${authCookies.dontRememberToken.name}=`;
  for (const line of ending.getSetCookie()) {
    if (line.startsWith(mark)) headers.append('Set-Cookie', line);
  }
}

/**
 * Prolongs a session and sends its cookie again. The token stays the same, so other open pages still work.
 * @throws {AppError} unauthenticated
 */
export async function refresh(deps: IdentityDeps, visitor: Visitor): Promise<SignedIn> {
  const { headers } = visitor;
  const { getSession } = deps.auth.api;
  const present = await presentSession(deps, visitor);
  // The library prolongs sessions that are older than a day, and has no function to do it sooner.
  await deps
    .sql('session')
    .where({ id: present.session.id })
    .update({ expiresAt: deps.sql.raw(`least("expiresAt", now() + interval '5 days')`) });
  const prolonged = await reached(deps, () => getSession({ headers, returnHeaders: true }));
  if (!prolonged.response) throw new AppError('unauthenticated', 'Sign in first');
  const { user, session } = prolonged.response;
  const { activeOrganizationId: at = null } = session;
  const member = await ensureOrganization(deps, user, visitor.requestId, undefined, at);
  return signedIn(prolonged.headers, user, member);
}

/**
 * Ends the session at once, on the server too. Succeeds without a session.
 * @returns Set-Cookie headers that clear it
 */
export async function logout(deps: IdentityDeps, visitor: Visitor): Promise<string[]> {
  const { headers } = await reached(deps, () =>
    deps.auth.api.signOut({ headers: visitor.headers, returnHeaders: true }),
  );
  return headers.getSetCookie();
}
