import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { CONFIRM_WITHIN_MS } from '../../opt-in/confirmation.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/**
 * Returns the standing of the process after a withdrawal: it ends once the withdrawal is confirmed, or cannot be any
 * more.
 */
async function optOutStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const event = await ConsentEvent.query(trx).findOne({ id, action: 'withdraw' });
  if (!event) return null;
  const confirmed: { created_at: Date } | undefined = await trx('messages')
    .where({ id, reason: 'opt_out_confirmation' })
    .first('created_at');
  const late = event.recorded_at.getTime() + CONFIRM_WITHIN_MS;
  const open = !confirmed && timeOf(trx).getTime() < late;
  return {
    step: open ? 'confirming' : 'ended',
    since: (confirmed?.created_at ?? (open ? event.recorded_at : new Date(late))).toISOString(),
    waiting_for: [],
    until: null,
    open,
  };
}

export const optOutProcess: LedgerProcess = {
  standing: optOutStanding,
  // The gate refuses what this process would cancel, and its confirmation may go only within five minutes.
  open: null,
  failed: null,
  cancel: null,
};
