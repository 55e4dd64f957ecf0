import type { Knex } from 'knex';
import { prepared } from './prepared.ts';

const times = new WeakMap<Knex.Transaction, Date>();

/**
 * Returns the time that counts in a transaction: Postgres' `now()` at its start, to the millisecond. All processes so
 * judge by the same clock. SQL in the same transaction uses `now()`.
 */
export function timeOf(trx: Knex.Transaction): Date {
  const time = times.get(trx);
  if (!time) throw new Error('This transaction was not opened by lib/db.ts');
  return new Date(time);
}

/** The schema with its own `now()` and `clock_timestamp()`. Only tests have it. */
const INJECTED = 'assent_clock';

/**
 * Begins a transaction: sets its tenant, if any, and reads its time, in one statement.
 * @param clock replaces the database's clock: SQL then resolves `now()` to its value
 */
export async function beginAt(
  trx: Knex.Transaction,
  tenantId: string | null,
  clock: (() => Date) | null,
): Promise<void> {
  const settings: [string, string][] = [];
  if (tenantId !== null) settings.push(['app.tenant_id', tenantId]);
  if (clock) {
    settings.push(['app.time', clock().toISOString()]);
    settings.push(['search_path', `${INJECTED}, pg_catalog, public`]);
  }
  const { rows } = await prepared<{ now: Date }>(
    trx,
    `select ${['now() as now', ...settings.map(() => 'set_config(?, ?, true)')].join(', ')}`,
    settings.flat(),
  );
  const [row] = rows;
  if (!row) throw new Error('Postgres returned no time');
  times.set(trx, clock?.() ?? row.now);
}
