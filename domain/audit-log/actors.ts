import type { Context, Services } from '../context.ts';
import { actorNames } from './names.ts';

/** Returns the names of members and API keys by their ids, including former ones; only those the caller may read. */
export async function namedActors(
  services: Pick<Services, 'db' | 'keyring'>,
  ctx: Context,
  ids: readonly string[],
): Promise<{ data: { id: string; name: string }[] }> {
  const keys = await services.keyring.keys(ctx);
  const names = await services.db.withTenant(ctx, (trx) => actorNames(trx, ctx, keys, ids));
  return { data: [...names].map(([id, name]) => ({ id, name })) };
}
