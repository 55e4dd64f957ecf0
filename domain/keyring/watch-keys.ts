import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Database } from '#lib/db.ts';
import { stopwatch, type ToldClock } from '#lib/elapsed.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** How often every process looks for keys that changed, in milliseconds. */
const EVERY_MS = 10_000;
/**
 * Whoever has not looked for this long does so before it uses a key again: it was stopped, or the database was
 * away. Less than a new version is announced ahead (domain/keys/start-rotation.ts).
 */
const STALE_MS = 30_000;

/**
 * Looks for tenants whose keys changed: one statement on an index, whatever the number of tenants. Begins with
 * the first use and holds no process up.
 * @param clock is told the database's time with every look
 * @param changed reloads a tenant's keys, when this process has any
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
    // The stamp is made before its transaction commits, which may take two minutes (bin/migrate.ts).
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
      // One that cannot be loaded is tried again next time, and holds up nobody else.
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
    /** Resolves at once unless nobody has looked for a while. */
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
