import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { forgiving } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { kindNamed } from './name-kinds.ts';

/** Names of the actor and the entity of an audit row, as a reader may see them: people masked, as everywhere. */
export type Named = {
  /** Null for things without a name, and for readers who may not read them. */
  entity_name: string | null;
  /** True: it was deleted. */
  entity_gone: boolean;
  /** Name of a colleague or an API key; null as above. */
  actor_name: string | null;
};

export const UNNAMED: Named = { entity_name: null, entity_gone: false, actor_name: null };

type Thing = { type: string; id: string };
type Row = { entity_type: string; entity_id: string; actor_type: string; actor_id: string | null };

/** Returns the names of actors and entities, with one query per kind. @returns in the order of the rows */
export async function namesOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  rows: readonly Row[],
): Promise<Named[]> {
  const entity = (row: Row): Thing => ({ type: row.entity_type, id: row.entity_id });
  const actor = (row: Row): Thing => ({ type: row.actor_type, id: row.actor_id ?? '' });
  const find = await finder(trx, ctx, keys, [...rows.map(entity), ...rows.map(actor)]);
  return rows.map((row) => {
    const found = find(entity(row));
    return {
      entity_name: found?.name ?? null,
      entity_gone: found?.gone ?? false,
      actor_name: find(actor(row))?.name ?? null,
    };
  });
}

/** Returns the names of the tenant's members and API keys by their ids, as far as the reader may know them. */
export async function actorNames(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const types = ['user', 'api_key'];
  const things = types.flatMap((type) => ids.map((id) => ({ type, id })));
  const find = await finder(trx, ctx, keys, things);
  return new Map(
    things.flatMap((thing): [string, string][] => {
      const name = find(thing)?.name;
      return name ? [[thing.id, name]] : [];
    }),
  );
}

type Found = { name: string | null; gone: boolean };

async function finder(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  things: readonly Thing[],
): Promise<(thing: Thing) => Found | undefined> {
  const found = new Map<string, Map<string, Found>>();
  for (const [type, mine] of Map.groupBy(things, (thing) => thing.type)) {
    const kind = kindNamed(type);
    if (!kind || !ctx.permissions.has(kind.permission)) continue;
    const ids = [...new Set(mine.map((thing) => thing.id))].filter(kind.isId);
    if (!ids.length) continue;
    const named = new Map(await kind.find(trx, forgiving(keys), ids, ctx.permissions));
    const gone = ids.filter((id) => !named.has(id));
    const before = new Map(gone.length && kind.before ? await kind.before(trx, gone) : []);
    found.set(
      type,
      new Map([
        ...gone.map((id): [string, Found] => [id, { name: before.get(id) ?? null, gone: true }]),
        ...[...named].map(([id, name]): [string, Found] => [
          id,
          { name: name || null, gone: false },
        ]),
      ]),
    );
  }
  return ({ type, id }) => found.get(type)?.get(id);
}
