import type { Context } from '#domain/context.ts';
import type { MemberFilter, UserPatch, UserView } from '#domain/identity/contract.ts';
import { page, type Page, type PageRequest } from '#domain/paging.ts';
import type { Member } from '#domain/tests-to-members/contract.ts';
import { roleOf } from '#domain/identity/rights.ts';
import { AppError, notFound } from '#lib/errors.ts';
import type { Knex } from 'knex';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';

type Row = {
  id: string;
  email: string;
  name: string;
  role: string;
  active: boolean;
  createdAt: Date;
  joinedAt: Date;
  lastSeenAt: Date | null;
};

const membersOf = (sql: Knex, organizationId: string): Knex.QueryBuilder =>
  sql('member')
    .join('user', 'user.id', 'member.userId')
    .where('member.organizationId', organizationId)
    .select(
      'user.id',
      'user.email',
      'user.name',
      'member.role',
      'member.active',
      'user.createdAt',
      'member.createdAt as joinedAt',
      'member.lastSeenAt',
    );

/** Lists the organisation's members that match, newest first. */
export async function listUsers(
  { sql }: IdentityDeps,
  ctx: Context,
  { q, role, status, ...request }: PageRequest & MemberFilter,
): Promise<Page<UserView>> {
  const matching = membersOf(sql, ctx.tenantId);
  if (q !== undefined) {
    matching.whereRaw(
      `(strpos(lower("user".name), lower(?)) > 0 or strpos(lower("user".email), lower(?)) > 0)`,
      [q, q],
    );
  }
  if (role !== undefined) matching.where('member.role', role);
  if (status !== undefined) matching.where('member.active', status === 'active');
  const members = await page<Row>(matching, request, 'createdAt', 'user');
  return { ...members, data: members.data.map(view) };
}

/** Returns one member. @throws {AppError} not_found */
export async function memberView(
  { sql }: IdentityDeps,
  ctx: Context,
  userId: string,
): Promise<UserView> {
  const row: Row | undefined = await membersOf(sql, ctx.tenantId).where('user.id', userId).first();
  if (!row) throw notFound('Member');
  return view(row);
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

/** Returns the id of the signed-in user. @throws {AppError} forbidden for an API key */
export function userOf(ctx: Context): string {
  if (ctx.actor.type !== 'user' || ctx.actor.id === null) {
    throw new AppError('forbidden', 'An API key is not a user; sign in to see your own account');
  }
  return ctx.actor.id;
}

const view = ({ id, email, name, role, active, ...row }: Row): UserView => ({
  id,
  email,
  name,
  role: roleOf(role),
  active,
  status: active ? 'active' : 'deactivated',
  created_at: row.createdAt.toISOString(),
  joined_at: row.joinedAt.toISOString(),
  last_seen_at: row.lastSeenAt?.toISOString() ?? null,
});
