import type { Context } from '#domain/context.ts';
import type { SignedInView } from '#domain/identity/contract.ts';
import { recordAudit } from '#domain/audit/record.ts';
import { newId } from '#lib/ids.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import type { Member } from './organization.ts';

/** A new session: its Set-Cookie headers, and its user. */
export type SignedIn = { cookies: string[]; view: SignedInView };

/** Returns the answer with a new or prolonged session. */
export const signedIn = (
  headers: Headers,
  user: { id: string; email: string; name: string },
  { organization }: Member,
): SignedIn => ({
  cookies: headers.getSetCookie(),
  view: { user: { id: user.id, email: user.email, name: user.name }, organization },
});

/** Records a sign-in or sign-up in the organisation's audit log. */
export async function noteSignIn(
  { services }: IdentityDeps,
  userId: string,
  { organization }: Member,
  { requestId = newId() }: Visitor,
  action: 'user.signed_in' | 'user.signed_up',
): Promise<void> {
  const ctx: Context = {
    tenantId: organization.id,
    actor: { type: 'user', id: userId },
    permissions: new Set(),
    requestId,
  };
  await services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, { action, entityType: 'user', entityId: userId }),
  );
}

/**
 * Keeps only the user agent, which the library stores. Cookies of an earlier session must not influence a new one.
 */
export function agentOnly({ headers }: Visitor): Headers {
  const agent = headers.get('user-agent');
  return new Headers(agent ? { 'user-agent': agent.slice(0, 300) } : {});
}
