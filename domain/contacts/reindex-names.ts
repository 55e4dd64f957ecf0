import { tenantId, type TenantId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import type { Context, Services } from '../context.ts';
import { decryptPerson } from './row.ts';
import { SEARCH_VERSION, searchTokens } from './search.ts';

/** Returns the tenants with contacts whose search tokens have an old version. */
export async function tenantsToReindex(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    // Row security shows this role only such contacts.
    trx('contacts').distinct('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}

/**
 * Recreates the search tokens of contacts with an old version. A contact that is being changed is skipped: the change
 * itself creates new tokens.
 * @returns how many were done; less than `limit` means that none are left
 */
export async function reindexNames(services: Services, ctx: Context, limit = 500): Promise<number> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const rows: Contact[] = await trx('contacts')
      .where('search_version', '<', SEARCH_VERSION)
      .orderBy('id')
      .limit(limit)
      .forUpdate()
      .skipLocked();
    if (!rows.length) return 0;
    await trx.raw(
      `update contacts k set search_version = ?,
         search_tokens = array(select decode(t, 'hex') from jsonb_array_elements_text(x.tokens) t)
       from jsonb_to_recordset(?::jsonb) as x(id uuid, tokens jsonb) where k.id = x.id`,
      [
        SEARCH_VERSION,
        JSON.stringify(
          rows.map((row) => ({
            id: row.id,
            tokens: searchTokens(keys, decryptPerson(keys, row)).map((token) =>
              token.toString('hex'),
            ),
          })),
        ),
      ],
    );
    return rows.length;
  });
}
