import type { PasswordChange } from '#domain/identity/contract.ts';
import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { onBehalfOf } from './acting.ts';
import { mustNotBeBreached } from './breached/breached.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { ensureOrganization } from './organization.ts';
import { presentSession, signedIn, workIn, type SignedIn } from './session.ts';
import { withPassword } from './with-password.ts';

/**
 * Changes the password of the signed-in user. All their sessions end, and this one goes on under a new token (OWASP ASVS
 * 5.0, V7.4.3). API keys stay. Wrong guesses count as those of a sign-in do.
 * @throws {AppError} unauthenticated, invalid (current_password, password), rate_limited
 */
export async function changePassword(
  deps: IdentityDeps,
  { current_password: currentPassword, password }: PasswordChange,
  visitor: Visitor,
): Promise<SignedIn> {
  const { headers, requestId = newId() } = visitor;
  const { user, session } = await presentSession(deps, visitor);
  if (password === currentPassword) throw invalidField('password', 'is the one you have already');
  mustNotBeBreached(password);
  const wrong = invalidField('current_password', 'is not your password');
  const changed = await withPassword(deps, user.email, visitor, wrong, () =>
    onBehalfOf({ actor: { type: 'user', id: user.id }, requestId }, () =>
      deps.auth.api.changePassword({
        body: { currentPassword, newPassword: password, revokeOtherSessions: true },
        headers,
        returnHeaders: true,
      }),
    ),
  );
  const { activeOrganizationId: at = null } = session;
  const member = await ensureOrganization(deps, user, requestId, undefined, at);
  if (changed.response.token !== null)
    await workIn(deps, { token: changed.response.token }, member);
  return signedIn(changed.headers, user, member);
}
