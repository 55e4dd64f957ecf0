import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Database } from '#lib/db.ts';
import { stopwatch, type ToldClock } from '#lib/elapsed.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** How often every process checks for changed keys, in milliseconds. */
const EVERY_MS = 10_000;
/**
 * A process that has not checked for this long, because it was suspended or could not reach the database, checks
 * before it uses a key again. Must be less than the lead time of a new version (domain/keys/start-rotation.ts).
 */
const STALE_MS = 30_000;

/**
 * Checks for tenants whose keys changed: one statement on an index, for any number of tenants. Starts with the first
 * use and does not keep the process alive.
 * @param clock receives the database's time with every check
 * @param changed reloads a tenant's keys if this process has them
 */
export function watchKeys(
  db: Database,
  clock: ToldClock,
  changed: (tenant: TenantId) => Promise<void>,
) {
  let looked = stopwatch();
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const seen = new Map<string, string>();

  const lookNow = async (): Promise<void> => {
    const began = stopwatch();
    // The timestamp is set before its transaction commits, which may take two minutes (bin/migrate.ts).
    const back = looked() + 4 * 60_000;
    const rows = await db.withJobs(async (trx): Promise<{ tenant_id: string; at: string }[]> => {
      clock.tell(timeOf(trx));
      return trx('tenant_keys')
        .whereRaw(`changed_at > clock_timestamp() - ? * interval '1 millisecond'`, [back])
        .groupBy('tenant_id')
        .select('tenant_id', trx.raw('max(changed_at)::text as at'));
    });
    for (const { tenant_id, at } of rows) {
      if (seen.get(tenant_id) === at) continue;
      // A tenant that cannot be loaded is tried again next time and does not delay the others.
      await changed(tenantId(tenant_id)).then(
        () => seen.set(tenant_id, at),
        () => undefined,
      );
    }
    looked = began;
  };
  const look = (): Promise<void> => {
    looking ??= lookNow().finally(() => (looking = undefined));
    return looking;
  };

  return {
    look,
    /** Resolves at once, unless the last check is too old. */
    async fresh(): Promise<void> {
      if (!timer && !closed) {
        looked = stopwatch();
        timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
        timer.unref();
      }
      if (!closed && looked() > STALE_MS) await look();
    },
    close(): void {
      closed = true;
      clearInterval(timer);
    },
  };
}
