import type { Trx } from '#lib/db.ts';
import { Message } from '#models/message.ts';
import { LONGEST_WAIT_MS } from '../../messaging/decide-again.ts';
import { WAITS_FOR_CONSENT } from '../../messaging/steps.contract.ts';
import { MESSAGE } from '../../process-failures/of-sending.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a message that waits, or waited, for consent. */
async function messageStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
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

export const messageProcess: LedgerProcess = {
  standing: messageStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from messages
    where status = 'awaiting_consent' and workflow_id is not null`,
  failed: MESSAGE,
  cancel: null,
};
