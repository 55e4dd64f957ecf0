import type { Context, Services } from '../context.ts';
import { forgiving } from '../encryption/personal.ts';
import type { HoldView } from '../holds/row.ts';
import { kindNamed } from './name-kinds.ts';

/**
 * `name`: what the hold covers, people masked; null where only a hash is known, and for callers who may not read
 * holds.
 */
export type NamedHold = HoldView & { name: string | null };

/** Returns holds with the names of what they cover. */
export async function namedHolds(
  services: Pick<Services, 'db' | 'keyring'>,
  ctx: Context,
  holds: readonly HoldView[],
): Promise<NamedHold[]> {
  const kind = kindNamed('hold');
  const keys = await services.keyring.keys(ctx);
  const ids = holds.map(({ id }) => id);
  const found =
    kind && ctx.permissions.has(kind.permission) && ids.length
      ? await services.db.withTenant(ctx, (trx) => kind.find(trx, forgiving(keys), ids))
      : [];
  const names = new Map(found);
  return holds.map((hold) => ({ ...hold, name: names.get(hold.id) || null }));
}

/** Returns one hold with its name. */
export async function namedHold(
  services: Pick<Services, 'db' | 'keyring'>,
  ctx: Context,
  hold: HoldView,
): Promise<NamedHold> {
  const [named] = await namedHolds(services, ctx, [hold]);
  return named ?? { ...hold, name: null };
}
