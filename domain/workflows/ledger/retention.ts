import type { Trx } from '#lib/db.ts';
import type { RunKindRow, RunRow } from '../../retention/run-row.ts';
import type { LedgerStanding } from './ledger-standing.ts';

/** Returns the standing of a retention run, by its rows. */
export async function retentionStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const run: RunRow | undefined = await trx('retention_runs').where({ id }).first();
  if (!run) return null;
  const kinds: RunKindRow[] = await trx('retention_run_kinds').where({ run_id: id }).orderBy('position'); // prettier-ignore
  const done = kinds.filter((kind) => kind.finished_at !== null);
  const at = { waiting_for: [], until: null, counts: { kinds: kinds.length, done: done.length } };
  if (run.status !== 'running') {
    return {
      ...at,
      step: 'ended',
      since: (run.finished_at ?? run.created_at).toISOString(),
      open: false,
    };
  }
  const since = done.at(-1)?.finished_at ?? run.created_at;
  const step = kinds.find((kind) => kind.finished_at === null)?.kind ?? 'finishing';
  return { ...at, step, since: since.toISOString(), open: true };
}
