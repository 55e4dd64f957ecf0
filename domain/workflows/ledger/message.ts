import type { Trx } from '#lib/db.ts';
import { Message } from '#models/message.ts';
import { LONGEST_WAIT_MS } from '../../messaging/decide-again.ts';
import { WAITS_FOR_CONSENT } from '../../messaging/steps.contract.ts';
import type { LedgerStanding } from './ledger-standing.ts';

/** Returns the standing of a message that waits, or waited, for consent. */
export async function messageStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const message = await Message.query(trx).findOne({ id });
  if (!message) return null;
  if (message.status !== 'awaiting_consent') {
    const since = message.updated_at.toISOString();
    return { step: 'ended', since, waiting_for: [], until: null, open: false };
  }
  return {
    step: 'waiting_for_consent',
    since: message.created_at.toISOString(),
    waiting_for: [WAITS_FOR_CONSENT],
    until: new Date(message.created_at.getTime() + LONGEST_WAIT_MS).toISOString(),
    open: true,
  };
}

/** Returns the standing of the message with a preference link; the ledger has no row before it is written. */
export async function preferencesLinkStanding(
  trx: Trx,
  id: string,
): Promise<LedgerStanding | null> {
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
