import { systemContext, type Context } from '#domain/context.ts';
import type { CreateApiKeyInput, NewApiKeyView } from '#domain/identity/contract.ts';
import type { Permission } from '#domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import type { TenantId } from '#lib/ids.ts';
import { inIdentity, type Acting } from './acting.ts';
import { apiKeyOf } from './api-keys.ts';
import type { IdentityDeps } from './deps.ts';
import { keyTerms, type KeyTerms } from './key-limits.ts';
import { keyHash, keyStart, newKeyText } from './key-text.ts';
import { toStatements } from './scopes.ts';

/**
 * Creates a key for the caller's organisation, within the maker's own rights.
 * @returns the key itself too, only this once; the table stores its hash
 * @throws {AppError} invalid for what goes beyond the maker, or a time in the past
 */
export async function createApiKey(
  deps: IdentityDeps,
  ctx: Context,
  input: CreateApiKeyInput,
): Promise<NewApiKeyView> {
  const terms = await keyTerms(deps, ctx, input);
  const key = newKeyText();
  const id = await insertKey(deps, ctx, ctx.tenantId, key, {
    ...terms,
    name: input.name,
    scopes: input.scopes,
  });
  if (!id) throw new Error('this key already exists');
  return { ...(await apiKeyOf(deps, ctx, id)), key };
}

/**
 * Creates an organisation's key with a given text, once: for the demo organisation's ASSENT_API_KEY.
 * @returns true when it was created now
 * @throws {AppError} conflict when the key belongs to another organisation
 */
export async function ensureApiKey(
  deps: IdentityDeps,
  tenantId: TenantId,
  key: string,
  name: string,
  scopes: readonly Permission[],
): Promise<boolean> {
  const terms = { memberUserId: null, expiresAt: null };
  const made = await insertKey(deps, systemContext(tenantId), tenantId, key, {
    name,
    scopes,
    ...terms,
  });
  if (made) return true;
  const found: { referenceId: string } | undefined = await deps
    .sql('apikey')
    .where({ key: keyHash(key) })
    .first('referenceId');
  if (found?.referenceId !== tenantId) {
    throw new AppError('conflict', 'This API key belongs to another organization');
  }
  return false;
}

/** @returns the new row's id; undefined when the key already exists */
async function insertKey(
  deps: IdentityDeps,
  who: Acting,
  tenantId: TenantId,
  key: string,
  {
    name,
    scopes,
    memberUserId,
    expiresAt,
  }: { name: string; scopes: readonly Permission[] } & KeyTerms,
): Promise<string | undefined> {
  const rows: { id: string }[] = await inIdentity(deps.sql, who, (trx) =>
    trx('apikey')
      .insert({
        name,
        start: keyStart(key),
        key: keyHash(key),
        referenceId: tenantId,
        permissions: JSON.stringify(toStatements(scopes)),
        memberUserId,
        expiresAt,
      })
      .onConflict('key')
      .ignore()
      .returning('id'),
  );
  return rows[0]?.id;
}
