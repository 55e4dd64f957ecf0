import { bidxs, owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/** Deletes what the person wrote, the decisions about it, and mail servers' reports about the address. */
export async function eraseReceived(one: Erasing): Promise<void> {
  await inChunks(one, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `select i.id from inbound_messages i where ${owned('i')} limit :most for update`,
      { ...owner(one.subject), most: CHUNK },
    );
    const ids = rows.map((row) => row.id);
    const reviews: number = await trx('consent_reviews')
      .whereIn('inbound_message_id', ids)
      .delete();
    const texts: number = await trx('inbound_messages').whereIn('id', ids).delete();
    await tally(trx, one, { inbound_messages: texts, reviews });
    return texts;
  });
  await inChunks(one, async (trx) => {
    const reports: number = await trx('mail_reports')
      .whereRaw(
        `id in (select id from mail_reports where address_bidx = any(?::bytea[]) limit ?)`,
        [bidxs(one.subject), CHUNK],
      )
      .delete();
    await tally(trx, one, { mail_reports: reports });
    return reports;
  });
}
