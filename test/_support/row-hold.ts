import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { until } from './until.ts';

/** Somebody who has locked rows and does not let go: what needs them stands still at just that place. */
export type RowHold = {
  /** Resolves when another transaction waits for the rows. */
  waitedFor(): Promise<void>;
  release(): Promise<void>;
};

/** @param rows a statement that locks them: `select … for update` */
export async function holdRows(
  t: Pick<ExecutionContext, 'teardown'>,
  databaseUrl: string,
  rows: string,
  values: readonly unknown[],
): Promise<RowHold> {
  const holder = new pg.Client(databaseUrl);
  const looker = new pg.Client(databaseUrl);
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    await Promise.all([holder.end(), looker.end()]);
  };
  t.teardown(release);
  await Promise.all([holder.connect(), looker.connect()]);
  await holder.query('begin');
  const { rowCount } = await holder.query(rows, [...values]);
  if (!rowCount) throw new Error('there was nothing to hold');
  const { rows: self } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid');
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
