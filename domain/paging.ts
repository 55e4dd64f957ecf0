import { invalidField } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import type { Knex } from 'knex';

export type Page<T> = { data: T[]; next_cursor: string | null };
export type PageRequest = { limit: number; cursor?: string | undefined };

/**
 * Returns one page ordered by (time, id), newest first by default; stable while rows are added. The cursor only
 * contains where the last page ended; under row security another tenant's cursor reveals none of its rows.
 * @param query selects rows that have `id` and `column`
 * @param column the timestamp that orders the list; `table` qualifies `id` and `column`
 */
export async function page<T extends { id: string }>(
  query: Knex.QueryBuilder,
  request: PageRequest,
  column: string,
  table: string,
  direction: 'desc' | 'asc' = 'desc',
): Promise<Page<T>> {
  const at = `${table}.${column}`;
  const key = `${table}.id`;
  after(query, request, column, table, direction);
  query
    .select({
      cursor_at: query.client.raw('(extract(epoch from ??) * 1000000)::bigint::text', [at]),
    })
    .orderBy([
      { column: at, order: direction },
      { column: key, order: direction },
    ])
    .limit(request.limit + 1);
  const rows: (T & { cursor_at: string })[] = await query;
  const data = rows.slice(0, request.limit);
  const last = data.at(-1);
  return {
    data,
    next_cursor:
      rows.length > request.limit && last
        ? encode(last.cursor_at, last.id, listOf(at, direction))
        : null,
  };
}

/**
 * Filters a query to what comes after the cursor of a request, as `page` does; for a part of a query of `page`.
 * @throws AppError invalid (cursor)
 */
export function after(
  query: Knex.QueryBuilder,
  { cursor }: PageRequest,
  column: string,
  table: string,
  direction: 'desc' | 'asc' = 'desc',
): void {
  if (cursor === undefined) return;
  const at = `${table}.${column}`;
  const [time, id] = decode(cursor, listOf(at, direction));
  query.whereRaw(
    `(??, ??) ${direction === 'desc' ? '<' : '>'} (timestamptz 'epoch' + ?::bigint * interval '1 microsecond', ?::uuid)`,
    [at, `${table}.id`, time, id],
  );
}

const listOf = (at: string, direction: 'desc' | 'asc'): string => `${at}.${direction}`;

/** The cursor: microseconds since 1970, the id of the last row, and the list with its order. */
const encode = (time: string, id: string, list: string): string =>
  Buffer.from(`${time}|${id}|${list}`).toString('base64url');

function decode(cursor: string, list: string): [string, string] {
  // Cursors of earlier versions do not name their list.
  const [time = '', id = '', of = list] = Buffer.from(cursor, 'base64url').toString().split('|');
  if (of !== list || !isId(id) || !/^\d{1,16}$/.test(time)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  return [time, id];
}
