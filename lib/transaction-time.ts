import type { Knex } from 'knex';

const times = new WeakMap<Knex.Transaction, Date>();

/**
 * The time that decides in a transaction: Postgres' `now()` at its start, to the millisecond, so that what one
 * process writes another judges by the same clock. SQL in the same transaction says `now()`.
 */
export function timeOf(trx: Knex.Transaction): Date {
  const time = times.get(trx);
  if (!time) throw new Error('This transaction was not opened by lib/db.ts');
  return new Date(time);
}

/** The schema with a `now()` and a `clock_timestamp()` of its own. Only tests have one. */
const INJECTED = 'assent_clock';

/**
 * Begins a transaction: sets its tenant, if it has one, and learns its time, in one statement.
 * @param clock instead of the database's: SQL then resolves `now()` to what this says
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
  const { rows } = await trx.raw<{ rows: { now: Date }[] }>(
    `select ${['now() as now', ...settings.map(() => 'set_config(?, ?, true)')].join(', ')}`,
    settings.flat(),
  );
  const [row] = rows;
  if (!row) throw new Error('Postgres did not say what time it is');
  times.set(trx, clock?.() ?? row.now);
}
