import { forgetPersonIn } from '../../messaging/forget-person.ts';
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
    const { events, reports } = await forgetPersonIn(trx, ids, 'erasure');
    await tally(trx, one, { messages: ids.length, message_events: events, mail_reports: reports });
    return ids.length;
  });
