import { APIError } from 'better-auth/api';
import type { LoginInput } from '#domain/identity/contract.ts';
import { AppError } from '#lib/errors.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { noteFailure } from './failed-sign-in.ts';
import { ensureOrganization, type Location } from './organization.ts';
import { reached } from './reached.ts';
import { agentOnly, noteSignIn, signedIn, type SignedIn } from './session.ts';

/**
 * Starts a session. An unknown e-mail and a wrong password get the same answer in the same time: the library hashes
 * the given password in both cases.
 * @param location of an organisation whose sign-up this finishes
 * @throws {AppError} unauthenticated, rate_limited
 */
export async function login(
  deps: IdentityDeps,
  { email, password }: LoginInput,
  visitor: Visitor,
  location?: Location,
): Promise<SignedIn> {
  await deps.limits.login(visitor.ip, email, () =>
    noteFailure(deps, email, visitor, 'too_many_attempts'),
  );
  const { headers, response } = await reached(deps, () =>
    deps.auth.api.signInEmail({
      body: { email, password },
      headers: agentOnly(visitor),
      returnHeaders: true,
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    noteFailure(deps, email, visitor, 'wrong_password');
    throw new AppError('unauthenticated', 'The e-mail address or the password is wrong');
  });
  await deps.limits.forgive(visitor.ip, email);
  await deps
    .sql('session')
    .where({ userId: response.user.id })
    .where('expiresAt', '<', deps.sql.fn.now())
    .delete();
  const member = await ensureOrganization(deps, response.user, visitor.requestId, location);
  await noteSignIn(deps, response.user.id, member, visitor, 'user.signed_in');
  return signedIn(headers, response.user, member);
}

/**
 * Prolongs a session and sends its cookie again. The token stays the same, so other open pages still work.
 * @throws {AppError} unauthenticated
 */
export async function refresh(deps: IdentityDeps, visitor: Visitor): Promise<SignedIn> {
  const { headers } = visitor;
  const { getSession } = deps.auth.api;
  const present = await reached(deps, () =>
    getSession({ headers, query: { disableRefresh: true } }),
  );
  if (!present) throw new AppError('unauthenticated', 'Sign in first');
  // The library prolongs sessions that are older than a day, and has no function to do it sooner.
  await deps
    .sql('session')
    .where({ id: present.session.id })
    .update({ expiresAt: deps.sql.raw(`least("expiresAt", now() + interval '5 days')`) });
  const prolonged = await reached(deps, () => getSession({ headers, returnHeaders: true }));
  if (!prolonged.response) throw new AppError('unauthenticated', 'Sign in first');
  const { user } = prolonged.response;
  return signedIn(prolonged.headers, user, await ensureOrganization(deps, user, visitor.requestId));
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
