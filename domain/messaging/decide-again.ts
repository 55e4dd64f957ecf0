import { timeOf } from '#lib/transaction-time.ts';
import { Message } from '#models/message.ts';
import type { Context, Services } from '../context.ts';
import { decideMessage } from '../message-ledger/place.ts';
import { askGate } from './ask-gate.ts';
import { enqueue, recordMessageEvent } from './ledger.ts';

/** A request for consent is valid for at most three days (docs/verification.md); a message waits no longer. */
export const LONGEST_WAIT_MS = 72 * 60 * 60_000;
/** How long after the workflow's own deadline the outbox starts it again, in milliseconds. */
const GRACE_MS = 2 * 60 * 60_000;

export type Waiting = { done: true; status: string } | { done: false; waitMs: number };

/**
 * Decides again about a message that waits for consent: queued once it is granted, refused once it cannot be granted
 * any more, else how much longer to wait.
 */
export async function decideAgain(services: Services, ctx: Context, id: string): Promise<Waiting> {
  return services.db.withTenant(ctx, async (trx): Promise<Waiting> => {
    const message = await Message.query(trx).findOne({ id }).forUpdate();
    if (!message) return { done: true, status: 'canceled' };
    const { address_bidx, purpose_id, channel, status } = message;
    if (status !== 'awaiting_consent' || !address_bidx || !purpose_id) {
      return { done: true, status };
    }
    const gate = await askGate(trx, {
      tenantId: ctx.tenantId,
      channel,
      purposeId: purpose_id,
      addressBidx: address_bidx,
    });
    const left = message.created_at.getTime() + LONGEST_WAIT_MS - timeOf(trx).getTime();
    if (gate.reason === 'pending' && left > 0) {
      await enqueue(trx, ctx, id, Math.min(left, GRACE_MS));
      return { done: false, waitMs: left };
    }
    const next = gate.reason === null ? 'queued' : 'refused';
    const reason = gate.reason === 'pending' ? 'lapsed' : gate.reason;
    const warrant = gate.reason === null ? gate.eventId : null;
    await decideMessage(trx, ctx, id, { status: next, reason, warrant });
    await recordMessageEvent(trx, ctx, id, 'decided', {
      outcome: next === 'queued' ? 'sending' : 'refused',
      reason: reason ?? 'granted',
      consent_id: gate.consentId,
      consent_event_id: warrant,
    });
    await enqueue(trx, ctx, id);
    return { done: true, status: next };
  });
}
