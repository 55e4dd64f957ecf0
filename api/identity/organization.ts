import { provisionTenant } from '#domain/organizations/provision.ts';
import { conflict, errorCode } from '#lib/errors.ts';
import { newId, tenantId, type TenantId } from '#lib/ids.ts';
import { onBehalfOf, type Acting } from './acting.ts';
import type { IdentityDeps } from './deps.ts';
import { slugOf, withSuffix } from './slug.ts';

export type Member = { organization: { id: TenantId; name: string; slug: string }; role: string };

/** The location of an organisation, as far as its creator said. */
export type Location = { country?: string; timeZone?: string };

/**
 * Returns the organisation a user works in: the named one, otherwise the first joined; undefined when no membership lets
 * them in.
 */
export async function memberOf(
  { sql }: Pick<IdentityDeps, 'sql'>,
  userId: string,
  preferred: string | null,
): Promise<Member | undefined> {
  const row: { id: string; name: string; slug: string; role: string } | undefined = await sql(
    'member as m',
  )
    .join('organization as o', 'o.id', 'm.organizationId')
    .where({ 'm.userId': userId, 'm.active': true })
    .orderByRaw('m."organizationId"::text = ? desc, m."createdAt", m.id', [preferred ?? ''])
    .first('o.id', 'o.name', 'o.slug', 'm.role');
  if (!row) return undefined;
  const { role, ...organization } = row;
  return { role, organization: { ...organization, id: tenantId(organization.id) } };
}

/**
 * Returns the organisation of whoever signs in, with a complete tenant, and finishes an unfinished sign-up. It takes
 * three steps under different database roles, so each is safe to repeat: the next sign-in finishes what an earlier
 * sign-up left undone.
 * @param preferred the organisation that the session works in
 * @returns null for whoever has left or was removed: signing in gives nobody a new organisation
 */
export async function ensureOrganization(
  deps: IdentityDeps,
  user: { id: string },
  requestId = newId(),
  location: Location = {},
  preferred: string | null = null,
): Promise<Member | null> {
  const member = await memberOf(deps, user.id, preferred);
  // Looked up again after a restored database: the member may have been removed since.
  const looked = member && (await deps.gate.pass(member.organization.id));
  const now = looked ? await memberOf(deps, user.id, preferred) : member;
  if (now) {
    await provision(deps, now, location);
    await markFinished(deps, user.id);
    return now;
  }
  const name = await unfinishedSignUp(deps, user.id);
  if (name === null) return null;
  const made = await newOrganization(deps, user.id, requestId, name, location);
  await markFinished(deps, user.id);
  return made;
}

/** Removes the mark of an unfinished sign-up. */
const markFinished = ({ sql }: IdentityDeps, id: string): PromiseLike<unknown> =>
  sql('user').where({ id }).whereNotNull('organizationName').update({ organizationName: null });

/** Makes an organisation of a user, with its tenant. */
export async function newOrganization(
  deps: IdentityDeps,
  userId: string,
  requestId: string,
  name: string,
  location: Location,
): Promise<Member> {
  const maker: Acting = { actor: { type: 'user', id: userId }, requestId };
  const made = await createOrganization(deps, maker, userId, name);
  await provision(deps, made, location);
  return made;
}

/** Returns the name of the organisation that a sign-up has yet to make; null when it is made. */
export async function unfinishedSignUp(
  { sql }: Pick<IdentityDeps, 'sql'>,
  userId: string,
): Promise<string | null> {
  const row: { name: string | null } | undefined = await sql('user')
    .where({ id: userId })
    .whereNotExists(sql('member').where({ userId }))
    .first('organizationName as name');
  return row?.name ?? null;
}

async function createOrganization(
  deps: IdentityDeps,
  maker: Acting,
  userId: string,
  name: string,
): Promise<Member> {
  const plain = slugOf(name);
  for (const slug of [plain, withSuffix(plain), withSuffix(plain)]) {
    if (await deps.sql('organization').where({ slug }).first('id')) continue;
    const made = await onBehalfOf(maker, () =>
      deps.auth.api.createOrganization({ body: { name, slug, userId } }),
    ).catch((error: unknown) => {
      // Somebody else took the name between the look-up and the insert.
      if (isUniqueViolation(error)) return undefined;
      throw error;
    });
    if (made) return { role: 'owner', organization: { id: tenantId(made.id), name, slug } };
  }
  throw conflict('No free short name was found for this organization; try again');
}

/**
 * Creates the tenant. Its slug is unique too; it can clash only with a tenant that was created outside of sign-up.
 */
async function provision(
  deps: IdentityDeps,
  { organization }: Member,
  location: Location,
): Promise<void> {
  try {
    await provisionTenant(deps.services, {
      ...organization,
      ...location,
      tenantId: organization.id,
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    organization.slug = withSuffix(slugOf(organization.name));
    await deps
      .sql('organization')
      .where({ id: organization.id })
      .update({ slug: organization.slug });
    await provisionTenant(deps.services, {
      ...organization,
      ...location,
      tenantId: organization.id,
    });
  }
}

const isUniqueViolation = (error: unknown): boolean => errorCode(error) === '23505';
