import type { Trx } from '#lib/db.ts';
import type { RunKindRow, RunRow } from '../../retention/run-row.ts';
import { inRow } from '../../process-failures/of-rows.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a retention run, by its rows. */
async function retentionStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
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

export const retentionProcess: LedgerProcess = {
  standing: retentionStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from retention_runs
    where status = 'running'`,
  failed: inRow(
    'retention_runs',
    ['running'],
    'retention_run.failed',
    'retention_run',
    'finished_at',
  ),
  cancel: null,
};
