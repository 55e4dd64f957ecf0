import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Trx } from '#lib/db.ts';
import { contentAad, type MessageRow } from '../../assistant/conversations/row.ts';
import { decryptValue, forgiving } from '../../encryption/personal.ts';
import { aboutPerson } from '../in-questions.ts';
import { bidxs, owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/** Deletes what the person wrote, and what the assistant was asked or has said about them, the decisions about it, and mail servers' reports about the address. */
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
  await eraseConversations(one);
}

/** Questions and answers decrypted at a time. */
const PAGE = 100;

/**
 * Empties the questions and answers in which the person is; who asked sees that something was there. All are read
 * again: some were written before the person was a contact, or in a writing in which nobody was recognized.
 */
async function eraseConversations(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  const keys = await services.keyring.keys(ctx);
  const isAbout = await services.db.withTenant(ctx, (trx) => aboutPerson(trx, keys, subject));
  let after = '00000000-0000-0000-0000-000000000000';
  await inChunks(one, async (trx) => {
    const rows: MessageRow[] = await trx('assistant_messages')
      .where('id', '>', after)
      .whereNotNull('content_enc')
      .orderBy('id')
      .limit(PAGE);
    const about: string[] = [];
    for (const row of rows) {
      const text = decryptValue(forgiving(keys), contentAad(row), row.content_enc) ?? '';
      if (isAbout(text)) about.push(row.id);
      await nextTurn();
    }
    const emptied: { conversation_id: string }[] = await trx('assistant_messages')
      .whereRaw('id = any(?::uuid[])', [about])
      .update({ content_enc: null, sources: '[]', word_tokens: '{}', failure: 'erased' })
      .returning('conversation_id');
    await trx('assistant_mentions')
      .whereRaw('message_id = any(?::uuid[])', [about])
      .where({ contact_id: subject.contactId })
      .delete();
    await forgetTitles(trx, emptied);
    await tally(trx, one, { assistant_messages: about.length });
    after = rows.at(-1)?.id ?? after;
    return rows.length;
  });
  if (subject.contactId === null) return;
  await inChunks(one, async (trx) => {
    const { rows } = await trx.raw<{ rows: { conversation_id: string }[] }>(
      `update assistant_messages g set content_enc = null, sources = '[]', word_tokens = '{}', failure = 'erased'
       where g.id in (select message_id from assistant_mentions where contact_id = ? limit ?)
       returning g.conversation_id`,
      [one.subject.contactId, CHUNK],
    );
    await trx.raw(
      `delete from assistant_mentions n using assistant_messages g where n.tenant_id = g.tenant_id
         and n.message_id = g.id and g.failure = 'erased' and n.contact_id = ?`,
      [one.subject.contactId],
    );
    await forgetTitles(trx, rows);
    await tally(trx, one, { assistant_messages: rows.length });
    return rows.length;
  });
}

/** A title may begin with the question. */
const forgetTitles = (trx: Trx, rows: readonly { conversation_id: string }[]): Promise<number> =>
  trx('assistant_conversations')
    .whereRaw('id = any(?::uuid[])', [rows.map(({ conversation_id }) => conversation_id)])
    .update({ title_enc: null });
