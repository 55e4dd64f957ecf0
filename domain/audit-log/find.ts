import type { Trx } from '#lib/db.ts';
import { isId } from '#lib/ids.ts';
import type { Knex } from 'knex';

/** The filter; every given part must match. */
export type AuditFilter = {
  /** `consent.granted`, or a prefix: `consent.` */
  action?: string | undefined;
  entity_type?: string | undefined;
  entity_id?: string | undefined;
  /** The id of a user or key, or a type of actor such as `system`. */
  actor?: string | undefined;
  /** From this time on. */
  from?: string | undefined;
  /** Before this time. */
  to?: string | undefined;
  request_id?: string | undefined;
  /** An id of anything the row refers to, or part of an action or of an entity type. */
  q?: string | undefined;
};

/**
 * Adds the filter to a query of `audit_log as a`. Rows are ordered by id: a version 7 id begins with its time, so a
 * time range is a range of the primary key, and "newest first" needs no other index.
 */
export async function narrow(
  trx: Trx,
  query: Knex.QueryBuilder,
  filter: AuditFilter,
): Promise<void> {
  const { action, entity_type, entity_id, actor, from, to, request_id, q } = filter;
  if (action !== undefined) {
    const begin = (await knownActions(trx)).filter((name) => name.startsWith(action));
    query.whereRaw(`a.action collate "C" = any(?::text[])`, [begin]);
  }
  if (entity_type !== undefined) query.where('a.entity_type', entity_type);
  if (entity_id !== undefined) query.where('a.entity_id', entity_id);
  if (actor !== undefined) {
    if (isActorType(actor)) query.where('a.actor_type', actor);
    else query.where('a.actor_id', actor);
  }
  if (from !== undefined) {
    query.where('a.occurred_at', '>=', from).where('a.id', '>=', idAround(from, -SLACK));
  }
  if (to !== undefined) {
    query.where('a.occurred_at', '<', to).where('a.id', '<', idAround(to, SLACK));
  }
  if (request_id !== undefined) query.where('a.request_id', request_id);
  if (q !== undefined) await search(trx, query, q.trim());
}

const ACTOR_TYPES: ReadonlySet<string> = new Set([
  'user', 'api_key', 'person', 'system', 'provider',
]); // prettier-ignore
const isActorType = (value: string): boolean => ACTOR_TYPES.has(value);

/**
 * Searches by `q`. An id is looked up in each column that may contain it, each by its index. Other text is matched
 * against the few actions and types, and rows are found by those, so that no row is scanned.
 */
async function search(trx: Trx, query: Knex.QueryBuilder, q: string): Promise<void> {
  const one: boolean = isId(q);
  if (one) {
    const id = q.toLowerCase();
    query.where((either) =>
      either
        .where('a.id', id)
        .orWhere('a.entity_id', id)
        .orWhere('a.actor_id', id)
        .orWhere('a.request_id', id),
    );
    return;
  }
  const words = q
    .toLowerCase()
    .replaceAll(/[\s._-]+/g, ' ')
    .trim();
  const fits = (name: string): boolean => name.replaceAll(/[._]/g, ' ').includes(words);
  const [actions, types] = [await knownActions(trx), await knownTypes(trx)];
  query.where((either) =>
    either
      .whereRaw(`a.action collate "C" = any(?::text[])`, [actions.filter(fits)])
      .orWhereRaw(`a.entity_type = any(?::text[])`, [types.filter(fits)])
      .orWhere('a.entity_id', q)
      .orWhere('a.request_id', q),
  );
}

/** Returns the actions that occur, with one index look-up each instead of a scan of the rows. */
export const knownActions = (trx: Trx): Promise<string[]> => distinct(trx, `action collate "C"`);
/** Returns the entity types that occur. */
export const knownTypes = (trx: Trx): Promise<string[]> => distinct(trx, 'entity_type');

async function distinct(trx: Trx, column: string): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { name: string | null }[] }>(
    `with recursive seen(name) as (
       (select ${column} from audit_log order by tenant_id, ${column} limit 1)
       union all
       select (select ${column} from audit_log where ${column} > seen.name order by tenant_id, ${column} limit 1)
       from seen where seen.name is not null)
     select name from seen where name is not null`,
  );
  return rows.flatMap((row) => (row.name === null ? [] : [row.name]));
}

/** The time in an id and the row's own time differ by less than this, in milliseconds: one statement takes both. */
const SLACK = 60_000;
const LAST = 2 ** 48 - 1;

/** Returns the lowest id of a time plus some milliseconds. */
function idAround(time: string, more: number): string {
  const at = Math.min(Math.max(Date.parse(time) + more, 0), LAST);
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
