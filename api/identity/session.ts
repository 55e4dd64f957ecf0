import type { Context } from '#domain/context.ts';
import type { SecondFactorView, SignedInView } from '#domain/identity/contract.ts';
import { recordAudit } from '#domain/audit/record.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import type { Member } from './organization.ts';
import { reached } from './reached.ts';

/** A new session: its Set-Cookie headers, and its user. */
export type SignedIn = { cookies: string[]; view: SignedInView };

/** A right password whose user has a second factor: cookies that name the attempt, and no session. */
export type NeedsCode = { cookies: string[]; view: SecondFactorView };

export const isSignedIn = (answer: SignedIn | NeedsCode): answer is SignedIn =>
  'user' in answer.view;

/** Returns the session of a visitor without prolonging it, whatever organization it works in; null without one. */
export const sessionOf = (deps: IdentityDeps, { headers }: Pick<Visitor, 'headers'>) =>
  reached(deps, () => deps.auth.api.getSession({ headers, query: { disableRefresh: true } }));

/** The same. @throws {AppError} unauthenticated */
export async function presentSession(deps: IdentityDeps, visitor: Pick<Visitor, 'headers'>) {
  const present = await sessionOf(deps, visitor);
  if (!present) throw new AppError('unauthenticated', 'Sign in first');
  return present;
}

/** Returns the answer with a new or prolonged session. */
export const signedIn = (
  headers: Headers,
  user: { id: string; email: string; name: string },
  member: Member | null,
): SignedIn => ({
  cookies: headers.getSetCookie(),
  view: {
    user: { id: user.id, email: user.email, name: user.name },
    organization: member?.organization ?? null,
  },
});

/** Makes a session work in an organisation, so that it does not change to another one in silence. */
export async function workIn(
  { sql }: IdentityDeps,
  session: { id: string } | { token: string },
  member: Member | null,
): Promise<void> {
  const activeOrganizationId = member?.organization.id ?? null;
  await sql('session').where(session).update({ activeOrganizationId });
}

/** Records a sign-in or sign-up in the organisation's audit log. */
export async function noteSignIn(
  { services }: IdentityDeps,
  userId: string,
  member: Member | null,
  { requestId = newId() }: Visitor,
  action: 'user.signed_in' | 'user.signed_up',
): Promise<void> {
  // Nobody's log: whoever is in no organization has none.
  if (!member) return;
  const ctx: Context = {
    tenantId: member.organization.id,
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
