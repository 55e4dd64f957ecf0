import type { Trx } from '#lib/db.ts';
import type { Standing } from '../../processes.ts';
import type { WorkflowName } from '../contract.ts';
import { LEDGER_PROCESSES } from './index.ts';
import type { LedgerStanding } from './ledger-process.ts';

/** Returns a process's standing without asking the process. Null: its rows were deleted, or do not determine it. */
export const ledgerStanding = (
  trx: Trx,
  { type, id, run }: WorkflowName,
): Promise<LedgerStanding | null> => LEDGER_PROCESSES[type].standing(trx, id, run);

/** Returns a process's own standing, with the numbers of its rows where only those are current. */
export async function withLiveCounts(
  trx: Trx,
  name: WorkflowName,
  said: Standing,
): Promise<Standing> {
  if (!LEDGER_PROCESSES[name.type].countsByRows) return said;
  const { counts = {} } = (await ledgerStanding(trx, name)) ?? {};
  return { ...said, counts: { ...said.counts, ...counts } };
}
