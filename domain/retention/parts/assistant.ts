import { isHeld } from '../../holds/in-force.ts';
import type { Part } from '../part.ts';

/** Of members, not of contacts: no hold on a person keeps them. Open ones stay until they have ended. */
const calls: Part = {
  name: 'assistant_calls',
  from: 'assistant_calls c',
  id: 'c.id',
  idType: 'uuid',
  at: 'c.created_at',
  key: 'c.created_at',
  may: () => 'c.ended_at is not null',
  content: 'c::text',
  held: isHeld('c'),
  lock: 'c',
  take: ({ trx }, ids) => trx('assistant_calls').whereIn('id', ids).delete(),
};

const totals: Part = {
  name: 'assistant_totals',
  from: 'assistant_totals s',
  id: `(to_char(s.month, 'YYYY-MM-DD') || ' ' || s.scope)`,
  idType: 'text',
  at: `((s.month + interval '1 month') at time zone 'UTC')`,
  may: () => 's.reserved_tokens = 0',
  content: 's::text',
  held: isHeld('s'),
  lock: 's',
  async take({ trx }, ids) {
    await trx('assistant_totals')
      .whereRaw(`to_char(month, 'YYYY-MM-DD') || ' ' || scope = any(?::text[])`, [ids])
      .delete();
  },
};

/** Whose conversations they are: visitors' go earlier than members'. */
type Whose = 'members' | 'visitors';
const isOf = (whose: Whose): string => (whose === 'visitors' ? `= 'person'` : `<> 'person'`);

/** Of a message about somebody under a hold, and of one that is being written, nothing goes. */
const messages = (whose: Whose): Part => ({
  name: 'assistant_messages',
  from: 'assistant_messages g',
  id: 'g.id',
  idType: 'uuid',
  at: 'g.created_at',
  key: 'g.created_at',
  may: () => `g.status <> 'answering' and exists (select from assistant_conversations v
    where v.tenant_id = g.tenant_id and v.id = g.conversation_id and v.actor_type ${isOf(whose)})`,
  content: 'g::text',
  held: `(${isHeld('g')} or exists (select from assistant_mentions n
    where n.tenant_id = g.tenant_id and n.message_id = g.id and ${isHeld('n', { contact: 'contact_id' })}))`,
  lock: 'g',
  take: ({ trx }, ids) => trx('assistant_messages').whereIn('id', ids).delete(),
});

/** A conversation goes with its last message. */
const conversations = (whose: Whose): Part => ({
  name: 'assistant_conversations',
  from: 'assistant_conversations v',
  id: 'v.id',
  idType: 'uuid',
  at: 'v.last_message_at',
  key: 'v.last_message_at',
  may: () => `v.actor_type ${isOf(whose)} and not exists (select from assistant_messages g join assistant_mentions n
      on n.tenant_id = g.tenant_id and n.message_id = g.id
    where g.tenant_id = v.tenant_id and g.conversation_id = v.id and ${isHeld('n', { contact: 'contact_id' })})`,
  content: 'v::text',
  held: isHeld('v'),
  lock: 'v',
  take: ({ trx }, ids) => trx('assistant_conversations').whereIn('id', ids).delete(),
});

export const conversationParts = [messages('members'), conversations('members')];
export const visitorParts = [messages('visitors'), conversations('visitors')];
export const callParts = [calls, totals];
