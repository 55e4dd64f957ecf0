import type { Trx } from '#lib/db.ts';
import type { WorkflowName } from '../contract.ts';
import type { LedgerStanding } from './ledger-standing.ts';
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

type Read = (trx: Trx, id: string) => Promise<LedgerStanding | null>;

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
]);

/** Where a process stands without asking it. Null: its rows are gone, or do not say. */
export async function ledgerStanding(
  trx: Trx,
  { type, id }: WorkflowName,
): Promise<LedgerStanding | null> {
  return (await READ.get(type)?.(trx, id)) ?? null;
}
