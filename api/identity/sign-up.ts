import { APIError } from 'better-auth/api';
import type { SignUpInput } from '#domain/identity/contract.ts';
import { conflict, isKind } from '#lib/errors.ts';
import { mustNotBeBreached } from './breached/breached.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { hasAccount } from './has-account.ts';
import { ensureOrganization, memberOf, unfinishedSignUp, type Location } from './organization.ts';
import { reached } from './reached.ts';
import { agentOnly, isSignedIn, noteSignIn, signedIn, workIn, type SignedIn } from './session.ts'; // prettier-ignore
import { login } from './sign-in.ts';

/**
 * Creates a user, an organisation that they own, and its tenant. If a sign-up stops half-way, the same sign-up again
 * or the next login finishes it.
 * @throws {AppError} conflict when the e-mail has an account; rate_limited
 */
export async function signUp(
  deps: IdentityDeps,
  input: SignUpInput,
  visitor: Visitor,
): Promise<SignedIn> {
  await deps.limits.signUp(visitor.ip);
  mustNotBeBreached(input.password);
  const { email, password, name } = input;
  try {
    const { headers, response } = await reached(deps, () =>
      deps.auth.api.signUpEmail({
        body: { email, password, name, organizationName: input.organization_name },
        headers: agentOnly(visitor),
        returnHeaders: true,
      }),
    );
    const { user, token } = response;
    const member = await ensureOrganization(deps, user, visitor.requestId, locationOf(input));
    if (token !== null) await workIn(deps, { token: token }, member);
    await noteSignIn(deps, user.id, member, visitor, 'user.signed_up');
    return signedIn(headers, user, member);
  } catch (error) {
    // Found by the library, or by the unique index when two sign up at once.
    if (!(error instanceof APIError) || !(await hasAccount(deps, email))) throw error;
    return resumeSignUp(deps, input, visitor);
  }
}

const locationOf = ({ country, time_zone }: SignUpInput): Location => ({
  ...(country === undefined ? {} : { country }),
  ...(time_zone === undefined ? {} : { timeZone: time_zone }),
});

/** Handles an e-mail that is taken: by this person's own unfinished sign-up, or by an account. */
async function resumeSignUp(
  deps: IdentityDeps,
  input: SignUpInput,
  visitor: Visitor,
): Promise<SignedIn> {
  const { email, password } = input;
  const taken = conflict('There is an account with this e-mail address; sign in instead');
  if (await isReady(deps, email)) throw taken;
  const answer = await login(deps, { email, password }, visitor, locationOf(input)).catch(
    (error: unknown) => {
      throw isKind(error, 'unauthenticated') ? taken : error;
    },
  );
  // Whoever set up a second factor has finished signing up long ago.
  if (!isSignedIn(answer)) throw taken;
  return answer;
}

/** Whether nothing of the account's sign-up is left to do: its organisation has its tenant, or they have left it. */
async function isReady(deps: IdentityDeps, email: string): Promise<boolean> {
  const user: { id: string } | undefined = await deps.sql('user').where({ email }).first('id');
  const member = user && (await memberOf(deps, user.id, null));
  if (!member) return user !== undefined && (await unfinishedSignUp(deps, user.id)) === null;
  return deps.services.db.withTenant({ tenantId: member.organization.id }, async (trx) =>
    Boolean(await trx('tenants').first('tenant_id')),
  );
}
