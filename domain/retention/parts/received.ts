import { isHeld } from '../../holds/in-force.ts';
import type { Part } from '../part.ts';

/** Texts and mails with the decision about them; not while a decision is open. */
const received: Part = {
  name: 'inbound_messages',
  from: 'inbound_messages i left join consent_reviews r on r.tenant_id = i.tenant_id and r.inbound_message_id = i.id',
  id: 'i.id',
  idType: 'uuid',
  at: 'greatest(i.received_at, r.decided_at)',
  key: 'i.received_at',
  may: () => `(r.id is null or r.status <> 'open')`,
  content: `concat_ws(',', i::text, r::text)`,
  held: isHeld('i', { contact: 'contact_id', address: 'address_bidx' }),
  lock: 'i',
  archive: [
    { table: 'inbound_messages', sql: `select i.id, to_jsonb(i) as row from inbound_messages i where i.id = any(:ids::uuid[])` },
    { table: 'consent_reviews', sql: `select r.id, to_jsonb(r) - 'address_enc' - 'reason_enc' as row from consent_reviews r where r.inbound_message_id = any(:ids::uuid[])` },
  ], // prettier-ignore
  async take({ trx }, ids) {
    await trx('consent_reviews').whereIn('inbound_message_id', ids).delete();
    await trx('inbound_messages').whereIn('id', ids).delete();
  },
};

export const receivedParts = [received];
