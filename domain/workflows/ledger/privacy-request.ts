import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { RequestRow } from '../../privacy/requests/row.ts';
import {
  WAITS_FOR_COPY,
  WAITS_FOR_DECISION,
  WAITS_FOR_ERASURE,
  WAITS_FOR_PROOF,
} from '../../privacy/steps.contract.ts';
import { CODE_ENDS_MS } from '../../privacy/requests/stands.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a person's request about their data, by its row. */
async function requestStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: RequestRow | undefined = await trx('privacy_requests').where({ id }).first();
  if (!row) return null;
  const { status, asked_at: asked, proven_at: proven, decided_at: decided } = row;
  const codeEnds = new Date(asked.getTime() + CODE_ENDS_MS);
  const expired = status === 'unproven' && codeEnds <= timeOf(trx);
  if (expired) return ended(codeEnds);
  if (status === 'done' || status === 'refused') return ended(row.told_at ?? decided ?? asked);
  if (status === 'under_way') {
    const waitsFor = row.kind === 'erasure' ? WAITS_FOR_ERASURE : WAITS_FOR_COPY;
    return waits('carrying_out', decided ?? asked, waitsFor);
  }
  return status === 'open'
    ? waits('waiting_for_decision', proven ?? asked, WAITS_FOR_DECISION)
    : { ...waits('waiting_for_code', asked, WAITS_FOR_PROOF), until: codeEnds.toISOString() };
}

const ended = (since: Date): LedgerStanding => ({
  step: 'ended',
  since: since.toISOString(),
  waiting_for: [],
  until: null,
  open: false,
});

const waits = (step: string, since: Date, waitsFor: string): LedgerStanding => ({
  step,
  since: since.toISOString(),
  waiting_for: [waitsFor],
  until: null,
  open: true,
});

export const privacyRequestProcess: LedgerProcess = {
  standing: requestStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from privacy_requests
    where workflow_id is not null and status in ('open', 'under_way')`,
  failed: null,
  cancel: null,
};
