import type { Trx } from '#lib/db.ts';
import type { Standing } from '../../processes.ts';
import type { WorkflowName } from '../contract.ts';
import { campaignStanding } from './campaign.ts';
import type { LedgerStanding } from './ledger-standing.ts';
import { replayStanding } from './campaign-replay.ts';
import { importStanding, suppressionImportStanding } from './imports.ts';
import { messageStanding, preferencesLinkStanding } from './message.ts';
import { optInStanding } from './opt-in.ts';
import { optOutStanding } from './opt-out.ts';
import { reviewStanding } from './review.ts';
import { erasureStanding } from './privacy-erasure.ts';
import { exportStanding } from './privacy-export.ts';
import { requestStanding } from './privacy-request.ts';
import { retentionStanding } from './retention.ts';
import { rotationStanding } from './key-rotation.ts';
import { verificationStanding } from './verification.ts';

type Read = (trx: Trx, id: string, run?: number) => Promise<LedgerStanding | null>;

const READ: ReadonlyMap<WorkflowName['type'], Read> = new Map<WorkflowName['type'], Read>([
  ['verification', verificationStanding],
  ['opt-in', optInStanding],
  ['opt-out', optOutStanding],
  ['review', reviewStanding],
  ['message', messageStanding],
  ['preferences-link', preferencesLinkStanding],
  ['import', importStanding],
  ['suppression-import', suppressionImportStanding],
  ['privacy-request', requestStanding],
  ['privacy-erasure', erasureStanding],
  ['privacy-export', exportStanding],
  ['retention', retentionStanding],
  ['key-rotation', rotationStanding],
  ['campaign', campaignStanding],
  ['campaign-replay', replayStanding],
]);

/** Returns a process's standing without asking the process. Null: its rows were deleted, or do not determine it. */
export async function ledgerStanding(
  trx: Trx,
  { type, id, run }: WorkflowName,
): Promise<LedgerStanding | null> {
  return (await READ.get(type)?.(trx, id, run)) ?? null;
}

/** Types that do not know the progress of their activities themselves: their rows show it. */
const COUNTED_IN_LEDGER: ReadonlySet<WorkflowName['type']> = new Set<WorkflowName['type']>([
  'campaign',
  'campaign-replay',
]);

/** Returns a process's own standing, with the numbers of its rows where only those are current. */
export async function withLiveCounts(
  trx: Trx,
  name: WorkflowName,
  said: Standing,
): Promise<Standing> {
  if (!COUNTED_IN_LEDGER.has(name.type)) return said;
  const { counts = {} } = (await ledgerStanding(trx, name)) ?? {};
  return { ...said, counts: { ...said.counts, ...counts } };
}
