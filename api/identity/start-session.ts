import type { IdentityDeps, Visitor } from './deps.ts';
import { ensureOrganization, type Location } from './organization.ts';
import { noteSignIn, signedIn, workIn, type SignedIn } from './session.ts';

type User = { id: string; email: string; name: string; organizationName: string | null };

/**
 * Ends a sign-in, whatever proved it: the library has made the session.
 * @param location of an organisation whose sign-up this finishes
 */
export async function startSession(
  deps: IdentityDeps,
  headers: Headers,
  { userId, token }: { userId: string; token: string },
  visitor: Visitor,
  location: Location | undefined,
): Promise<SignedIn> {
  const { sql } = deps;
  await sql('session').where({ userId }).where('expiresAt', '<', sql.fn.now()).delete();
  const user: User = await sql('user')
    .where({ id: userId })
    .first('id', 'email', 'name', 'organizationName');
  const member = await ensureOrganization(deps, user, visitor.requestId, location);
  await workIn(deps, { token }, member);
  await noteSignIn(deps, userId, member, visitor, 'user.signed_in');
  return signedIn(headers, user, member);
}
