import type { Trx } from '#lib/db.ts';
import { Message } from '#models/message.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of the message with a preference link; the ledger has no row before it is written. */
async function preferencesLinkStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const message = await Message.query(trx).findOne({ id, reason: 'preferences_link' });
  if (!message) return null;
  const sending = message.status === 'sending';
  return {
    step: sending ? 'sending_link' : 'ended',
    since: (sending ? message.created_at : message.updated_at).toISOString(),
    waiting_for: [],
    until: null,
    open: sending,
  };
}

export const preferencesLinkProcess: LedgerProcess = {
  standing: preferencesLinkStanding,
  // Nothing is stored before the link goes; a person who gets none can ask again.
  open: null,
  failed: null,
  cancel: null,
};
