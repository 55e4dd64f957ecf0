import type { Trx } from '#lib/db.ts';
import { monthsAfter } from '#lib/time-zone.ts';

/**
 * Returns when a request must be answered: one calendar month later, in the organisation's time zone (Art. 12(3)).
 */
export async function dueAfter(trx: Trx, received: Date): Promise<Date> {
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  return monthsAfter(received, zone, 1);
}
