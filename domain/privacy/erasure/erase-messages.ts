import { owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/**
 * Of a message the ledger keeps what it needs to add up: that one was sent, when, how it ended, on which event of a
 * consent it rested. Words, address, the other way and whatever events and reports say besides go.
 */
export const eraseMessages = (one: Erasing): Promise<void> =>
  inChunks(one, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `select m.id from messages m where ${owned('m')} limit :most for update`,
      { ...owner(one.subject), most: CHUNK },
    );
    const ids = rows.map((row) => row.id);
    if (!ids.length) return 0;
    await trx('message_fallbacks').whereIn('message_id', ids).delete();
    await trx('outbox').whereIn('message_id', ids).delete();
    const reports: number = await trx('mail_reports').whereIn('message_id', ids).delete();
    const events: number = await trx('message_events')
      .whereIn('message_id', ids)
      .whereNotNull('detail')
      .update({ detail: null });
    await trx('messages').whereIn('id', ids).update({
      content_enc: null,
      address_bidx: null,
      contact_id: null,
      provider_message_id: null,
      claim: null,
      held: null,
      not_before: null,
    });
    await tally(trx, one, { messages: ids.length, message_events: events, mail_reports: reports });
    return ids.length;
  });
