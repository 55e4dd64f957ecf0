import type { Knex } from 'knex';
import type { Context } from '#domain/context.ts';
import type { ApiKeyView } from '#domain/identity/contract.ts';
import { keyScopes } from '#domain/identity/rights.ts';
import { page, type Page, type PageRequest } from '#domain/paging.ts';
import { notFound } from '#lib/errors.ts';
import { inIdentity } from './acting.ts';
import type { IdentityDeps } from './deps.ts';

type Row = {
  id: string;
  name: string;
  start: string;
  permissions: string;
  createdAt: Date;
  lastRequest: Date | null;
  expiresAt: Date | null;
  memberUserId: string | null;
  memberName: string | null;
  role: string | null;
};

/** Queries an organisation's keys, each with its member's current role. */
const keysOf = ({ sql }: IdentityDeps, organization: string): Knex.QueryBuilder =>
  sql('apikey')
    .leftJoin('user', 'user.id', 'apikey.memberUserId')
    .joinRaw(
      `left join member on member."userId" = apikey."memberUserId"
         and member."organizationId"::text = apikey."referenceId"`,
    )
    .where('apikey.referenceId', organization)
    .select(
      'apikey.id',
      'apikey.name',
      'apikey.start',
      'apikey.permissions',
      'apikey.createdAt',
      'apikey.lastRequest',
      'apikey.expiresAt',
      'apikey.memberUserId',
      { memberName: 'user.name', role: 'member.role' },
    );

/** Lists the organisation's keys, newest first. */
export async function listApiKeys(
  deps: IdentityDeps,
  ctx: Context,
  request: PageRequest,
): Promise<Page<ApiKeyView>> {
  const keys = await page<Row>(keysOf(deps, ctx.tenantId), request, 'createdAt', 'apikey');
  return { ...keys, data: keys.data.map(view) };
}

/** Returns one key of the organisation. */
/** @throws AppError not_found */
export async function apiKeyOf(deps: IdentityDeps, ctx: Context, id: string): Promise<ApiKeyView> {
  const row: Row | undefined = await keysOf(deps, ctx.tenantId).where('apikey.id', id).first();
  if (!row) throw notFound('API key');
  return view(row);
}

/**
 * Deletes a key. The next request with it is refused here; other processes refuse it within a second.
 * @throws {AppError} not_found
 */
export async function deleteApiKey(deps: IdentityDeps, ctx: Context, id: string): Promise<void> {
  const gone = await inIdentity(deps.sql, ctx, (trx) =>
    trx('apikey').where({ id, referenceId: ctx.tenantId }).delete(),
  );
  if (!gone) throw notFound('API key');
  deps.knownKeys.forget();
}

function view(row: Row): ApiKeyView {
  const { may, lost } = keyScopes(row);
  return {
    id: row.id,
    name: row.name,
    start: row.start,
    scopes: may,
    lost_scopes: lost,
    belongs_to: row.memberUserId === null ? 'organization' : 'member',
    member: row.memberUserId === null ? null : { id: row.memberUserId, name: row.memberName ?? '' },
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastRequest?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}
