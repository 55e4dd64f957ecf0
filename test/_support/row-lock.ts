import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { until } from './until.ts';

/** A transaction that has locked rows: code that needs them stops exactly there. */
export type RowLock = {
  /** Resolves when another transaction waits for the rows. */
  waitedFor(): Promise<void>;
  release(): Promise<void>;
};

/**
 * Locks rows.
 * @param rows a statement that locks them: `select … for update`
 */
export async function lockRows(
  t: Pick<ExecutionContext, 'teardown'>,
  databaseUrl: string,
  rows: string,
  values: readonly unknown[],
): Promise<RowLock> {
  const locker = new pg.Client(databaseUrl);
  const looker = new pg.Client(databaseUrl);
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    await Promise.all([locker.end(), looker.end()]);
  };
  t.teardown(release);
  await Promise.all([locker.connect(), looker.connect()]);
  await locker.query('begin');
  const { rowCount } = await locker.query(rows, [...values]);
  if (!rowCount) throw new Error('there was nothing to lock');
  const { rows: self } = await locker.query<{ pid: number }>('select pg_backend_pid() as pid');
  return {
    release,
    waitedFor: () =>
      until(async () => {
        const { rowCount: waiting } = await looker.query(
          'select 1 from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))',
          [self[0]?.pid],
        );
        return (waiting ?? 0) > 0;
      }),
  };
}
