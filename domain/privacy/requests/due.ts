import type { Trx } from '#lib/db.ts';
import { monthsAfter } from '#lib/time-zone.ts';

/** When a request must be answered: one calendar month later, by the organisation's own clock (Art. 12(3)). */
export async function dueAfter(trx: Trx, received: Date): Promise<Date> {
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  return monthsAfter(received, zone, 1);
}
