import { isHeld } from '../../holds/in-force.ts';
import type { Part } from '../part.ts';

const decided: Part = {
  name: 'privacy_requests',
  from: 'privacy_requests q',
  id: 'q.id',
  idType: 'uuid',
  at: 'q.decided_at',
  may: () => `q.status in ('done', 'refused') and q.address_bidx <> sha256(uuid_send(q.id))`,
  content: 'q::text',
  held: isHeld('q', { contact: 'contact_id', address: 'address_bidx' }),
  lock: 'q',
  async take({ trx }, ids) {
    await trx('privacy_requests')
      .whereIn('id', ids)
      .update({
        address_enc: null,
        address_gone: 'retention',
        refusal_note_enc: null,
        address_bidx: trx.raw('sha256(uuid_send(id))'),
      });
  },
};

const answers: Part = {
  name: 'idempotency_keys',
  from: 'idempotency_keys k',
  id: 'k.key',
  idType: 'text',
  at: 'k.created_at',
  key: 'k.created_at',
  may: () => 'true',
  content: 'k::text',
  held: isHeld('k'),
  lock: 'k',
  take: ({ trx }, ids) => trx('idempotency_keys').whereIn('key', ids).delete(),
};

const tickets: Part = {
  name: 'form_tickets',
  from: 'form_tickets k',
  id: 'k.nonce',
  idType: 'text',
  at: 'k.expires_at',
  may: () => 'true',
  content: 'k::text',
  held: isHeld('k'),
  lock: 'k',
  take: ({ trx }, ids) => trx('form_tickets').whereIn('nonce', ids).delete(),
};

export const requestParts = [decided];
export const answerParts = [answers];
export const ticketParts = [tickets];
