import type { Context } from '#domain/context.ts';
import type { NewOrganization, OwnOrganizationView } from '#domain/identity/contract.ts';
import { getTenant } from '#domain/tenancy/read.ts';
import { roleOf } from '#domain/identity/rights.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { inIdentity } from './acting.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { userOf } from './members.ts';
import { ensureOrganization, newOrganization } from './organization.ts';
import { presentSession, signedIn, type SignedIn } from './session.ts';

type Row = { id: string; name: string; slug: string; role: string; active: boolean };

/**
 * Lists the organisations of the signed-in person, the first joined first.
 * @throws {AppError} forbidden for an API key, which belongs to one organisation
 */
export async function listOrganizations(
  { sql }: IdentityDeps,
  ctx: Context,
): Promise<OwnOrganizationView[]> {
  const rows: Row[] = await sql('member as m')
    .join('organization as o', 'o.id', 'm.organizationId')
    .where('m.userId', userOf(ctx))
    .orderBy(['m.createdAt', 'm.id'])
    .select('o.id', 'o.name', 'o.slug', 'm.role', 'm.active');
  return rows.map(({ active, role, ...organization }) => ({
    ...organization,
    role: roleOf(role),
    status: active ? 'active' : 'deactivated',
    current: organization.id === ctx.tenantId,
  }));
}

/**
 * Makes an organisation that the signed-in person owns. Their session goes on where it is.
 * @throws {AppError} forbidden for an API key; rate_limited
 */
export async function createOrganizationFor(
  deps: IdentityDeps,
  ctx: Context,
  input: NewOrganization,
): Promise<OwnOrganizationView> {
  const id = userOf(ctx);
  return { ...(await make(deps, id, ctx.requestId, input)), current: false };
}

/**
 * The same for a session that is let in nowhere, which then works in the new one.
 * @throws {AppError} unauthenticated, rate_limited
 */
export async function createFirstOrganization(
  deps: IdentityDeps,
  input: NewOrganization,
  visitor: Visitor,
): Promise<SignedIn> {
  const { user } = await presentSession(deps, visitor);
  const { id } = await make(deps, user.id, visitor.requestId ?? newId(), input);
  return switchOrganization(deps, id, visitor);
}

async function make(
  deps: IdentityDeps,
  userId: string,
  requestId: string,
  { name, country, time_zone: timeZone }: NewOrganization,
) {
  await deps.limits.newOrganization(userId);
  const { organization } = await newOrganization(deps, userId, requestId, name, {
    ...(country === undefined ? {} : { country }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return { ...organization, role: 'owner' as const, status: 'active' as const };
}

/**
 * Makes a session go on in another organisation of its person. Its token stays.
 * @throws {AppError} unauthenticated; not_found for an organisation that does not let them in; forbidden: suspended
 */
export async function switchOrganization(
  deps: IdentityDeps,
  organizationId: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const { user, session } = await presentSession(deps, visitor);
  const { requestId = newId() } = visitor;
  const id = organizationId.toLowerCase();
  // Finishes an organisation whose process died half-way, too.
  const member = await ensureOrganization(deps, user, requestId, undefined, id);
  if (member?.organization.id !== id) throw notFound('Organization');
  const { status } = await getTenant(deps.services, { tenantId: member.organization.id });
  if (status === 'suspended') throw new AppError('forbidden', 'This organization is suspended');
  if (session.activeOrganizationId !== id) {
    await inIdentity(deps.sql, { actor: { type: 'user', id: user.id }, requestId }, async (trx) => {
      await trx('session').where({ id: session.id }).update({ activeOrganizationId: id });
      await trx.raw(`select auth.note(?, 'user.switched_organization', 'user', ?, '{}')`, [
        id,
        user.id,
      ]);
    });
  }
  return signedIn(new Headers(), user, member);
}
