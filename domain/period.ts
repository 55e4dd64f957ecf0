import type { Knex } from 'knex';
import type { Period } from './period.contract.ts';

/** Keeps the rows of a period. Row security leaves one tenant, whose zone says when a day begins. */
export function within(query: Knex.QueryBuilder, column: string, { from, to }: Period): void {
  if (from) query.whereRaw(`?? >= ${moment(from, 0)}`, [column, from]);
  if (to) query.whereRaw(`?? < ${moment(to, 1)}`, [column, to]);
}

const moment = (edge: string, days: number): string =>
  edge.length === 10
    ? `((?::date + ${days})::timestamp at time zone (select time_zone from tenants))`
    : '?::timestamptz';
