import { isHeld } from '../../holds/in-force.ts';
import { forgetPersonIn } from '../../messaging/forget-person.ts';
import type { Part } from '../part.ts';

const FINISHED = `m.status not in ('awaiting_consent', 'queued', 'sending')`;
const HELD = isHeld('m', {
  contact: 'contact_id',
  address: 'address_bidx',
  campaign: 'campaign_id',
});

const words: Part = {
  name: 'words',
  from: 'messages m left join message_fallbacks f on f.tenant_id = m.tenant_id and f.message_id = m.id',
  id: 'm.id',
  idType: 'uuid',
  at: 'm.created_at',
  key: 'm.created_at',
  may: () => `${FINISHED} and (m.content_enc is not null or f.plan_enc is not null)`,
  content: `concat_ws(',', m.content_enc, f.plan_enc)`,
  held: HELD,
  lock: 'm',
  archive: [
    {
      table: 'messages',
      sql: `select m.id, jsonb_build_object('id', m.id, 'content_enc', m.content_enc) as row
        from messages m where m.id = any(:ids::uuid[]) and m.content_enc is not null`,
    },
    {
      table: 'message_fallbacks',
      sql: `select f.message_id as id, to_jsonb(f) as row
        from message_fallbacks f where f.message_id = any(:ids::uuid[]) and f.plan_enc is not null`,
    },
  ],
  async take({ trx }, ids) {
    await trx('message_fallbacks').whereIn('message_id', ids).update({ plan_enc: null });
    await trx('messages').whereIn('id', ids).update({ content_enc: null });
  },
};

/** Reports without a stored message; the others are deleted with theirs. */
const reports: Part = {
  name: 'mail_reports',
  from: 'mail_reports r',
  id: 'r.id',
  idType: 'uuid',
  at: 'r.recorded_at',
  key: 'r.recorded_at',
  may: () => 'r.message_id is null',
  content: 'r::text',
  held: isHeld('r', { address: 'address_bidx' }),
  async take({ trx }, ids) {
    await trx('mail_reports').whereIn('id', ids).delete();
  },
};

const records: Part = {
  name: 'messages',
  from: 'messages m',
  id: 'm.id',
  idType: 'uuid',
  at: 'm.created_at',
  key: 'm.created_at',
  may: (action) =>
    action === 'anonymise'
      ? `${FINISHED} and (m.contact_id is not null or m.address_bidx is not null or m.content_enc is not null
          or m.provider_message_id is not null)`
      : FINISHED,
  content: 'm::text',
  held: HELD,
  lock: 'm',
  archive: [
    { table: 'messages', sql: `select m.id, to_jsonb(m) as row from messages m where m.id = any(:ids::uuid[])` },
    { table: 'message_events', sql: `select e.id, to_jsonb(e) - 'detail' as row from message_events e where e.message_id = any(:ids::uuid[])` },
    { table: 'mail_reports', sql: `select r.id, to_jsonb(r) - 'detail_enc' as row from mail_reports r where r.message_id = any(:ids::uuid[])` },
  ], // prettier-ignore
  async take({ trx, action }, ids) {
    if (action === 'anonymise') {
      await forgetPersonIn(trx, ids, 'retention');
      return;
    }
    await trx('message_fallbacks').whereIn('message_id', ids).delete();
    await trx('outbox').whereIn('message_id', ids).delete();
    await trx('mail_reports').whereIn('message_id', ids).delete();
    await trx('message_events').whereIn('message_id', ids).delete();
    await trx('messages').whereIn('id', ids).delete();
  },
};

export const messageContentParts = [words];
export const messageParts = [reports, records];
