import type { Context, Services } from '../context.ts';
import type { Counts, DayCounts, Days, Range } from './contract.ts';
import { perDay, talliesByDay, totals } from './days.ts';

export type VerificationOverview = Days & {
  started: number;
  by_status: Counts;
  /** Approved of those that have ended, 0 to 1; null while none has. */
  conversion: number | null;
  /** By day of start and outcome. */
  days: DayCounts[];
};

/** Returns verifications by day and outcome, with their conversion. */
export async function getVerificationOverview(
  services: Services,
  ctx: Context,
  range: Range,
): Promise<VerificationOverview> {
  return services.db.withTenant(ctx, async (trx) => {
    const { days, rows, ...when } = await talliesByDay(trx, 'verification', range);
    const byStatus = totals(rows);
    const started = Object.values(byStatus).reduce((sum, n) => sum + n, 0);
    const ended = started - (byStatus['pending'] ?? 0);
    return {
      ...when,
      started,
      by_status: byStatus,
      conversion: ended ? (byStatus['approved'] ?? 0) / ended : null,
      days: perDay(days, rows),
    };
  });
}
