import { defaultKeyHasher } from '@better-auth/api-key';
import { systemContext, type Context } from '#domain/context.ts';
import type { ApiKeyView, CreateApiKeyInput, NewApiKeyView } from '#domain/identity/contract.ts';
import type { Permission } from '#domain/identity/permissions.ts';
import { page, type Page, type PageRequest } from '#domain/paging.ts';
import { AppError, invalidField, notFound } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import { inIdentity, onBehalfOf } from './acting.ts';
import { KEY_PREFIX } from './auth.ts';
import type { IdentityDeps } from './deps.ts';
import { reached } from './reached.ts';
import { fromStatements, toStatements } from './scopes.ts';

/** Characters of a key that lists may show, its prefix included. */
const SHOWN = 8;

type Row = {
  id: string;
  name: string;
  start: string;
  permissions: string | null;
  createdAt: Date;
  lastRequest: Date | null;
  expiresAt: Date | null;
};

/**
 * Makes a key for the caller's organisation. It can do no more than its maker.
 * @returns the key itself too, this once; the table holds its SHA-256 only
 * @throws AppError invalid for a scope the caller lacks, or a time that has passed
 */
export async function createApiKey(
  deps: IdentityDeps,
  ctx: Context,
  input: CreateApiKeyInput,
): Promise<NewApiKeyView> {
  const beyond = input.scopes.findIndex((scope) => !ctx.permissions.has(scope));
  if (beyond >= 0) {
    throw invalidField(`scopes.${beyond}`, 'you do not have this permission yourself');
  }
  const seconds = input.expires_at
    ? Math.floor((Date.parse(input.expires_at) - Date.now()) / 1000)
    : undefined;
  if (seconds !== undefined && (seconds < 60 || seconds > 3650 * 24 * 3600)) {
    throw invalidField('expires_at', 'must be between one minute and ten years from now');
  }
  const userId = ctx.actor.type === 'user' ? ctx.actor.id : null;
  const made = await insertKey(deps, ctx, { ...input, userId, seconds });
  return { ...view(made), key: made.key };
}

/**
 * Makes a key whose text is given, once: for the demo organisation's ASSENT_API_KEY.
 * @returns true when it was made now
 * @throws AppError conflict when the key belongs to another organisation
 */
export async function ensureApiKey(
  deps: IdentityDeps,
  tenantId: TenantId,
  key: string,
  name: string,
  scopes: readonly Permission[],
): Promise<boolean> {
  const hash = await defaultKeyHasher(key);
  const found: { referenceId: string } | undefined = await deps
    .sql('apikey')
    .where({ key: hash })
    .first('referenceId');
  if (found && found.referenceId !== tenantId) {
    throw new AppError('conflict', 'This API key is another organization’s');
  }
  if (found) return false;
  const ctx = systemContext(tenantId);
  const { id } = await insertKey(deps, ctx, { name, scopes, userId: null, seconds: undefined });
  await inIdentity(deps.sql, ctx, (trx) =>
    trx('apikey')
      .where({ id })
      .update({ key: hash, start: key.slice(0, SHOWN) }),
  );
  return true;
}

async function insertKey(
  deps: IdentityDeps,
  ctx: Context,
  input: {
    name: string;
    scopes: readonly Permission[];
    userId: string | null;
    seconds: number | undefined;
  },
): Promise<Row & { key: string }> {
  // The library wants a member who makes the key; for a key made by a key that is the first owner.
  const userId = input.userId ?? (await firstOwner(deps, ctx.tenantId));
  const made = await reached(deps, () =>
    onBehalfOf(ctx, () =>
      deps.auth.api.createApiKey({
        body: {
          organizationId: ctx.tenantId,
          userId,
          name: input.name,
          prefix: KEY_PREFIX,
          permissions: toStatements(input.scopes),
          ...(input.seconds === undefined ? {} : { expiresIn: input.seconds }),
        },
      }),
    ),
  );
  return {
    ...made,
    name: input.name,
    start: made.start ?? KEY_PREFIX,
    permissions: JSON.stringify(made.permissions),
  };
}

async function firstOwner({ sql }: IdentityDeps, organizationId: string): Promise<string> {
  const owner: { userId: string } | undefined = await sql('member')
    .where({ organizationId, role: 'owner' })
    .orderBy('createdAt')
    .first('userId');
  if (!owner) throw new AppError('conflict', 'This organization has no owner');
  return owner.userId;
}

/** The organisation's keys, newest first. */
export async function listApiKeys(
  deps: IdentityDeps,
  ctx: Context,
  request: PageRequest,
): Promise<Page<ApiKeyView>> {
  const keys = await page<Row>(
    deps
      .sql('apikey')
      .where({ referenceId: ctx.tenantId })
      .select('id', 'name', 'start', 'permissions', 'createdAt', 'lastRequest', 'expiresAt'),
    request,
    'createdAt',
    'apikey',
  );
  return { ...keys, data: keys.data.map(view) };
}

/**
 * Deletes a key; the next request with it is refused here, and within a second by other processes.
 * @throws AppError not_found
 */
export async function deleteApiKey(deps: IdentityDeps, ctx: Context, id: string): Promise<void> {
  const gone = await inIdentity(deps.sql, ctx, (trx) =>
    trx('apikey').where({ id, referenceId: ctx.tenantId }).delete(),
  );
  if (!gone) throw notFound('API key');
  deps.knownKeys.forget();
}

const view = (row: Row): ApiKeyView => ({
  id: row.id,
  name: row.name,
  start: row.start,
  scopes: fromStatements(row.permissions),
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastRequest?.toISOString() ?? null,
  expires_at: row.expiresAt?.toISOString() ?? null,
});
