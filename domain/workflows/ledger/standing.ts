import type { Trx } from '#lib/db.ts';
import type { WorkflowName } from '../contract.ts';
import type { LedgerStanding } from './ledger-standing.ts';
import { optInStanding } from './opt-in.ts';
import { verificationStanding } from './verification.ts';

type Read = (trx: Trx, id: string) => Promise<LedgerStanding | null>;

const READ: ReadonlyMap<WorkflowName['type'], Read> = new Map<WorkflowName['type'], Read>([
  ['verification', verificationStanding],
  ['opt-in', optInStanding],
]);

/** Where a process stands without asking it. Null: its rows are gone, or do not say. */
export async function ledgerStanding(
  trx: Trx,
  { type, id }: WorkflowName,
): Promise<LedgerStanding | null> {
  return (await READ.get(type)?.(trx, id)) ?? null;
}
