import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { forgiving } from '../encryption/personal.ts';
import type { HoldView } from '../holds/row.ts';
import { kindNamed } from './name-kinds.ts';
import { whoseHold } from './whose-hold.ts';

/**
 * `name`: what the hold covers, people masked; null where only a hash is known, and for callers who may not read
 * holds, or what the hold is on: the name would tell that an address is a contact's. `contact_id` is also that of a contact who has or had the address of the hold.
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
  if (!ids.length) return [];
  const { names, people } = await services.db.withTenant(ctx, async (trx) => ({
    names: new Map(
      kind && ctx.permissions.has(kind.permission)
        ? await kind.find(trx, forgiving(keys), ids, ctx.permissions)
        : [],
    ),
    people: await peopleOf(trx, ids),
  }));
  return holds.map((hold) => ({
    ...hold,
    contact_id: hold.contact_id ?? people.get(hold.id) ?? null,
    name: names.get(hold.id) || null,
  }));
}

async function peopleOf(trx: Trx, ids: readonly string[]): Promise<Map<string, string | null>> {
  const { rows } = await trx.raw<{ rows: { id: string; contact_id: string | null }[] }>(
    `select h.id, ${whoseHold('h')} as contact_id from legal_holds h
     where h.id = any(?::uuid[]) and h.scope = 'contact'`,
    [[...ids]],
  );
  return new Map(rows.map(({ id, contact_id }) => [id, contact_id]));
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
