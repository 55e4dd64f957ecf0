import { forgetPersonIn } from '../../messaging/forget-person.ts';
import { owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/**
 * Removes the person from messages. The ledger keeps that a message was sent, when, how it ended, and the consent
 * event it rested on. Text, address, fallback and personal data in events and reports are deleted.
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
