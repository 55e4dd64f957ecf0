import type { Context } from '#domain/context.ts';
import type { UserPatch, UserView } from '#domain/identity/contract.ts';
import { ROLES } from '#domain/permissions.ts';
import { page, type Page, type PageRequest } from '#domain/paging.ts';
import type { Member } from '#domain/tests-to-members/contract.ts';
import { AppError } from '#lib/errors.ts';
import type { Knex } from 'knex';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';

type Row = { id: string; email: string; name: string; role: string; createdAt: Date };

const membersOf = (sql: Knex, organizationId: string): Knex.QueryBuilder =>
  sql('member')
    .join('user', 'user.id', 'member.userId')
    .where('member.organizationId', organizationId)
    .select('user.id', 'user.email', 'user.name', 'member.role', 'user.createdAt');

/** Lists the organisation's members, newest first. */
export async function listUsers(
  { sql }: IdentityDeps,
  ctx: Context,
  request: PageRequest,
): Promise<Page<UserView>> {
  const members = await page<Row>(membersOf(sql, ctx.tenantId), request, 'createdAt', 'user');
  return { ...members, data: members.data.map(view) };
}

/**
 * Returns the signed-in user.
 * @throws {AppError} forbidden for a caller that is not a user
 */
export async function me({ sql }: IdentityDeps, ctx: Context): Promise<UserView> {
  const row: Row | undefined = await membersOf(sql, ctx.tenantId)
    .where('user.id', userOf(ctx))
    .first();
  if (!row) throw new AppError('unauthenticated', 'This account no longer exists');
  return view(row);
}

/**
 * Returns the member who calls, also by a key of their own.
 * @throws {AppError} forbidden for a key of the organisation, which has no member
 */
export async function callingMember(deps: IdentityDeps, ctx: Context): Promise<Member> {
  const { type, id } = ctx.actor;
  if (type === 'user') return me(deps, ctx);
  const key: { memberUserId: string | null } | undefined =
    type === 'api_key' && id !== null
      ? await deps.sql('apikey').where({ id }).first('memberUserId')
      : undefined;
  if (!key?.memberUserId) {
    throw new AppError(
      'forbidden',
      'A key of the organization is not a person; use a member’s own key, or sign in',
    );
  }
  const row: Row | undefined = await membersOf(deps.sql, ctx.tenantId)
    .where('user.id', key.memberUserId)
    .first();
  if (!row) throw new AppError('unauthenticated', 'This account no longer exists');
  return view(row);
}

/** Changes the fields in the patch. A trigger writes the audit row, which contains field names, not values. */
export async function updateMe(
  deps: IdentityDeps,
  ctx: Context,
  patch: UserPatch,
): Promise<UserView> {
  const id = userOf(ctx);
  const { name } = patch;
  if (name !== undefined) {
    await inIdentity(deps.sql, ctx, (trx) =>
      trx('user').where({ id }).update({ name, updatedAt: trx.fn.now() }),
    );
  }
  return me(deps, ctx);
}

function userOf(ctx: Context): string {
  if (ctx.actor.type !== 'user' || ctx.actor.id === null) {
    throw new AppError('forbidden', 'An API key is not a user; sign in to see your own account');
  }
  return ctx.actor.id;
}

const view = ({ id, email, name, role, createdAt }: Row): UserView => ({
  id,
  email,
  name,
  role: ROLES.find((known) => known === role) ?? 'viewer',
  created_at: createdAt.toISOString(),
});
