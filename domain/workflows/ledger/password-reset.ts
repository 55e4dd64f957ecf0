import type { Trx } from '#lib/db.ts';
import { passwordReset } from '../../password-resets/row.ts';
import { WAITS_FOR_USE } from '../../password-resets/steps.contract.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a link to a new password, by its row. */
async function passwordResetStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row = await passwordReset(trx, id);
  if (!row) return null;
  if (row.used_at) {
    return {
      step: 'telling',
      since: row.used_at.toISOString(),
      waiting_for: [],
      until: null,
      open: true,
    };
  }
  return {
    step: 'waiting_for_use',
    since: row.created_at.toISOString(),
    waiting_for: [WAITS_FOR_USE],
    until: row.expires_at.toISOString(),
    open: row.open,
  };
}

export const passwordResetProcess: LedgerProcess = {
  standing: passwordResetStanding,
  // Whoever gets no link can ask again.
  open: null,
  failed: null,
  cancel: null,
};
