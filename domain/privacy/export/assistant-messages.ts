import { setImmediate as nextTurn } from 'node:timers/promises';
import { contentAad, type MessageRow } from '../../assistant/conversations/row.ts';
import { decryptValue, forgiving } from '../../encryption/personal.ts';
import { aboutPerson } from '../in-questions.ts';
import { PAGE, pageOfEncrypted, type Section } from './section.ts';

type Found = MessageRow & { mentioned: boolean; actor_type: string };

/** What members and visitors have asked the assistant about the person, and what it has answered. */
export const assistantMessages: Section = {
  name: 'assistant_messages',
  portable: false,
  async page({ keys, subject }, trx, after) {
    const isAbout = await aboutPerson(trx, keys, subject);
    const rows: Found[] = await trx('assistant_messages as g')
      .join('assistant_conversations as v', (on) => {
        on.on('v.tenant_id', 'g.tenant_id').on('v.id', 'g.conversation_id');
      })
      .where('g.id', '>', after)
      .orderBy('g.id')
      .limit(PAGE)
      .select(
        'g.*',
        'v.actor_type',
        trx.raw(
          'exists (select from assistant_mentions n where n.tenant_id = g.tenant_id and n.message_id = g.id and n.contact_id = ?::uuid) as mentioned',
          [subject.contactId],
        ),
      );
    const theirs: (MessageRow & { actor_type: string })[] = [];
    for (const { mentioned, ...row } of rows) {
      const text = decryptValue(forgiving(keys), contentAad(row), row.content_enc) ?? '';
      if (mentioned || isAbout(text)) theirs.push(row);
      await nextTurn();
    }
    const page = pageOfEncrypted(keys, theirs, (open, one) => ({
      id: one.id,
      by:
        one.role === 'assistant' ? 'assistant' : one.actor_type === 'person' ? 'visitor' : 'member',
      text: decryptValue(open, contentAad(one), one.content_enc) ?? '',
      at: one.created_at,
    }));
    return { ...page, last: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null };
  },
};
