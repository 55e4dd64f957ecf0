import type { Trx } from '#lib/db.ts';
import { ConsentReview } from '#models/consent-review.ts';
import { WAITS_FOR_DECISION, WAITS_FOR_READER } from '../../reviews/steps.contract.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a review, by its row. */
async function reviewStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const review = await ConsentReview.query(trx).findOne({ id });
  if (!review) return null;
  if (review.status !== 'open') {
    const since = (review.decided_at ?? review.received_at).toISOString();
    return { step: 'ended', since, waiting_for: [], until: null, open: false };
  }
  return {
    step: review.escalated_at ? 'escalated' : 'waiting_for_decision',
    since: (review.escalated_at ?? review.received_at).toISOString(),
    waiting_for: [review.kind === 'unclear' ? WAITS_FOR_READER : WAITS_FOR_DECISION],
    until: review.due_at.toISOString(),
    open: true,
  };
}

export const reviewProcess: LedgerProcess = {
  standing: reviewStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from consent_reviews where status = 'open'`,
  failed: null,
  cancel: null,
};
