import { AppError, isKind } from '#lib/errors.ts';
import type { IdentityDeps } from './deps.ts';
import { memberOf, type Member } from './organization.ts';

type Session = {
  user: { id: string };
  session: { id: string; activeOrganizationId?: string | null | undefined };
};

/**
 * Returns the organisation in which a session's request acts. When its membership has ended or is deactivated, the
 * session goes on in another organisation of the person. A request that changes something is refused first: it was
 * meant for the former one.
 * @throws {AppError} forbidden, with the `reason` deactivated, no_organization or organization_changed
 */
export async function workingIn(
  deps: IdentityDeps,
  method: string,
  { user, session }: Session,
): Promise<Member> {
  const chosen = session.activeOrganizationId ?? null;
  const member = await memberOf(deps, user.id, chosen);
  if (!member) throw await whyNowhere(deps, user.id);
  const { id, name } = member.organization;
  if (chosen === id) return member;
  if (chosen !== null && method !== 'GET' && method !== 'HEAD') {
    throw new AppError(
      'forbidden',
      `You are no longer in the organization that this was meant for, so nothing was done; you work in ${name} now`,
      { extra: { reason: 'organization_changed' } },
    );
  }
  await deps.sql('session').where({ id: session.id }).update({ activeOrganizationId: id });
  return member;
}

/** Returns why a person is let in nowhere. */
async function whyNowhere({ sql }: IdentityDeps, userId: string): Promise<AppError> {
  if (await sql('member').where({ userId }).first('id')) return deactivated();
  return new AppError('forbidden', 'You are in no organization any more', {
    extra: { reason: 'no_organization' },
  });
}

/**
 * Returns why a request of a signed-in person is let in nowhere; null for every other error.
 * @returns `moved`: they have another organization, in which the next page is
 */
export function letInNowhere(error: unknown): { message: string; moved: boolean } | null {
  if (!isKind(error, 'forbidden')) return null;
  const reason = error.detail.extra?.reason;
  const moved = reason === 'organization_changed';
  const isNowhere = moved || reason === 'deactivated' || reason === 'no_organization';
  return isNowhere ? { message: error.message, moved } : null;
}

export const deactivated = (): AppError =>
  new AppError(
    'forbidden',
    'Your membership is deactivated; an owner or admin of the organization can let you in again',
    { extra: { reason: 'deactivated' } },
  );
