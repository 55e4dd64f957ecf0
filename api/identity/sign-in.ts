import { APIError } from 'better-auth/api';
import type { LoginInput, SignedInView, SignUpInput } from '#domain/identity/contract.ts';
import { AppError, conflict } from '#lib/errors.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { ensureOrganization, memberOf } from './organization.ts';
import { reached } from './reached.ts';

/** A new session: its Set-Cookie headers, and whose it is. */
export type SignedIn = { cookies: string[]; view: SignedInView };

/**
 * Makes a user, an organisation that they own, and its tenant. A sign-up that was cut off is finished by
 * the same sign-up again or by the next login.
 * @throws AppError conflict when the e-mail has an account, rate_limited
 */
export async function signUp(
  deps: IdentityDeps,
  input: SignUpInput,
  visitor: Visitor,
): Promise<SignedIn> {
  await deps.limits.signUp(visitor.ip);
  const { email, password, name } = input;
  try {
    const { headers, response } = await reached(deps, () =>
      deps.auth.api.signUpEmail({
        body: { email, password, name, organizationName: input.organization_name },
        headers: agentOnly(visitor),
        returnHeaders: true,
      }),
    );
    const user = { ...response.user, organizationName: input.organization_name };
    const { organization } = await ensureOrganization(deps, user);
    return { cookies: headers.getSetCookie(), view: { user: identityOf(user), organization } };
  } catch (error) {
    // Found by the library, or by the unique index when two sign up at once.
    if (!(error instanceof APIError) || !(await hasAccount(deps, email))) throw error;
    return resumeSignUp(deps, input, visitor);
  }
}

const hasAccount = async ({ sql }: IdentityDeps, email: string): Promise<boolean> =>
  Boolean(await sql('user').where({ email }).first('id'));

/** The e-mail is taken: by this person's own sign-up that did not finish, or by an account. */
async function resumeSignUp(
  deps: IdentityDeps,
  { email, password }: SignUpInput,
  visitor: Visitor,
): Promise<SignedIn> {
  const taken = conflict('There is an account with this e-mail address; sign in instead');
  if (await isReady(deps, email)) throw taken;
  return login(deps, { email, password }, visitor).catch((error: unknown) => {
    throw error instanceof AppError && error.kind === 'unauthenticated' ? taken : error;
  });
}

/** Whether the account's organisation got as far as its tenant. */
async function isReady(deps: IdentityDeps, email: string): Promise<boolean> {
  const user: { id: string } | undefined = await deps.sql('user').where({ email }).first('id');
  const member = user && (await memberOf(deps, user.id, null));
  if (!member) return false;
  return deps.services.db.withTenant({ tenantId: member.organization.id }, async (trx) =>
    Boolean(await trx('tenants').first('tenant_id')),
  );
}

/**
 * Starts a session. An unknown e-mail and a wrong password get the same answer in the same time: the
 * library hashes the given password either way.
 * @throws AppError unauthenticated, rate_limited
 */
export async function login(
  deps: IdentityDeps,
  { email, password }: LoginInput,
  visitor: Visitor,
): Promise<SignedIn> {
  await deps.limits.login(visitor.ip, email);
  const { headers, response } = await reached(deps, () =>
    deps.auth.api.signInEmail({
      body: { email, password },
      headers: agentOnly(visitor),
      returnHeaders: true,
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    throw new AppError('unauthenticated', 'The e-mail address or the password is not right');
  });
  await deps.limits.forgive(visitor.ip, email);
  await deps
    .sql('session')
    .where({ userId: response.user.id })
    .where('expiresAt', '<', deps.sql.fn.now())
    .delete();
  const { organization } = await ensureOrganization(deps, response.user);
  return {
    cookies: headers.getSetCookie(),
    view: { user: identityOf(response.user), organization },
  };
}

/**
 * Prolongs a session and gives its cookie again. The token stays: other open pages go on working.
 * @throws AppError unauthenticated
 */
export async function refresh(deps: IdentityDeps, { headers }: Visitor): Promise<SignedIn> {
  const { getSession } = deps.auth.api;
  const present = await reached(deps, () =>
    getSession({ headers, query: { disableRefresh: true } }),
  );
  if (!present) throw new AppError('unauthenticated', 'Sign in first');
  // The library prolongs what is older than a day and has no call to do it sooner.
  await deps
    .sql('session')
    .where({ id: present.session.id })
    .update({ expiresAt: deps.sql.raw(`least("expiresAt", now() + interval '5 days')`) });
  const prolonged = await reached(deps, () => getSession({ headers, returnHeaders: true }));
  if (!prolonged.response) throw new AppError('unauthenticated', 'Sign in first');
  const { user } = prolonged.response;
  const { organization } = await ensureOrganization(deps, user);
  return {
    cookies: prolonged.headers.getSetCookie(),
    view: { user: identityOf(user), organization },
  };
}

/** Ends the session at once, on the server too. Fine without one. @returns Set-Cookie headers that clear it */
export async function logout(deps: IdentityDeps, visitor: Visitor): Promise<string[]> {
  const { headers } = await reached(deps, () =>
    deps.auth.api.signOut({ headers: visitor.headers, returnHeaders: true }),
  );
  return headers.getSetCookie();
}

const identityOf = (user: { id: string; email: string; name: string }) => ({
  id: user.id,
  email: user.email,
  name: user.name,
});

/** The library stores the user agent; cookies of an earlier session have no say in a new one. */
function agentOnly({ headers }: Visitor): Headers {
  const agent = headers.get('user-agent');
  return new Headers(agent ? { 'user-agent': agent.slice(0, 300) } : {});
}
