import type { Context, Services } from '../context.ts';
import { forgiving } from '../encryption/personal.ts';
import type { HoldView } from '../holds/row.ts';
import { kindNamed } from './name-kinds.ts';

/** `name`: what it keeps, people masked; null where only a hash tells, and for who may not read holds. */
export type NamedHold = HoldView & { name: string | null };

/** Holds with the names of what they keep. */
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

/** One of them. */
export async function namedHold(
  services: Pick<Services, 'db' | 'keyring'>,
  ctx: Context,
  hold: HoldView,
): Promise<NamedHold> {
  const [named] = await namedHolds(services, ctx, [hold]);
  return named ?? { ...hold, name: null };
}
