import type { Trx } from '#lib/db.ts';
import { Verification } from '#models/verification.ts';
import { WAITS_FOR_CODE } from '../../verification/steps.contract.ts';
import { VERIFICATION } from '../../process-failures/of-sending.ts';
import { cancelVerification } from '../../verification/cancel.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a verification, by its row. */
async function verificationStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const v = await Verification.query(trx).findOne({ id });
  if (!v) return null;
  const since = (v.finished_at ?? v.updated_at).toISOString();
  const counts = { codes_sent: v.sent };
  if (v.status !== 'pending') {
    return { step: 'ended', since, waiting_for: [], until: null, counts, open: false };
  }
  const sending = v.sent < v.sends;
  return {
    step: sending ? 'sending_code' : 'waiting_for_code',
    since,
    waiting_for: sending ? [] : [WAITS_FOR_CODE],
    until: v.expires_at.toISOString(),
    counts,
    open: true,
  };
}

export const verificationProcess: LedgerProcess = {
  standing: verificationStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from verifications where status = 'pending'`,
  failed: VERIFICATION,
  cancel: cancelVerification,
};
