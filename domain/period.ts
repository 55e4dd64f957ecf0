import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { dayStart } from '#lib/time-zone.ts';
import type { Period } from './period.contract.ts';

/** The start and end of a period. */
export type Moments = { from: Date | null; to: Date | null };

/** Returns the start and end of a period. Days are in the time zone of the transaction's tenant (row security). */
export async function momentsOf(trx: Trx, { from, to }: Period): Promise<Moments> {
  const days = [from, to].some((edge) => edge?.length === 10);
  const tenant: { time_zone: string } | undefined = days
    ? await trx('tenants').first('time_zone')
    : undefined;
  const zone = tenant?.time_zone ?? 'UTC';
  return { from: moment(from, zone, 0), to: moment(to, zone, 1) };
}

/** Restricts a query to the rows of a period. */
export function within(query: Knex.QueryBuilder, column: string, { from, to }: Moments): void {
  if (from) query.where(column, '>=', from);
  if (to) query.where(column, '<', to);
}

const moment = (edge: string | undefined, zone: string, plusDays: number): Date | null => {
  if (!edge) return null;
  return edge.length === 10 ? dayStart(edge, zone, plusDays) : new Date(edge);
};
