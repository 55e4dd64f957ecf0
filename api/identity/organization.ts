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
 * Returns the organisation a user works in: the named one, otherwise the first joined; undefined when there is none.
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
    .where('m.userId', userId)
    .orderByRaw('m."organizationId"::text = ? desc, m."createdAt", m.id', [preferred ?? ''])
    .first('o.id', 'o.name', 'o.slug', 'm.role');
  if (!row) return undefined;
  const { role, ...organization } = row;
  return { role, organization: { ...organization, id: tenantId(organization.id) } };
}

/**
 * Gives a user an organisation with a complete tenant. It takes three steps under different database roles, so each
 * is safe to repeat: the next sign-in finishes what an earlier sign-up left undone.
 */
export async function ensureOrganization(
  deps: IdentityDeps,
  user: { id: string; name: string; organizationName?: string | null | undefined },
  requestId = newId(),
  location: Location = {},
): Promise<Member> {
  const maker: Acting = { actor: { type: 'user', id: user.id }, requestId };
  const member = await memberOf(deps, user.id, null);
  // Looked up again after a restored database: the member may have been removed since.
  const looked = member && (await deps.gate.pass(member.organization.id));
  const found =
    (looked ? await memberOf(deps, user.id, null) : member) ??
    (await createOrganization(deps, maker, user.id, user.organizationName || user.name));
  await provision(deps, found, location);
  return found;
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
