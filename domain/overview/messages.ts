import type { Context, Services } from '../context.ts';
import type { Counts, DayCounts, Days, Range } from './contract.ts';
import { perDay, talliesByDay, totals } from './days.ts';

export type MessageOverview = Days & {
  total: number;
  by_status: Counts;
  /** By day of creation and current status. */
  days: DayCounts[];
};

/** Returns messages by day and status. */
export async function getMessageOverview(
  services: Services,
  ctx: Context,
  range: Range,
): Promise<MessageOverview> {
  return services.db.withTenant(ctx, async (trx) => {
    const { days, rows, ...when } = await talliesByDay(trx, 'message', range);
    const byStatus = totals(rows);
    return {
      ...when,
      total: Object.values(byStatus).reduce((sum, n) => sum + n, 0),
      by_status: byStatus,
      days: perDay(days, rows),
    };
  });
}
