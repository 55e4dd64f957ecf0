import { isHeld } from '../../holds/in-force.ts';
import type { Part } from '../part.ts';

/**
 * The history of an ended consent loses its evidence and its address; what happened stays, as after an erasure. A
 * withdrawal still bars imports and requests: its row keeps the blind index of the address. Any other row gets a
 * random hash, so that it no longer leads to a person.
 */
const history: Part = {
  name: 'consents',
  from: `consents c join consent_events l on l.tenant_id = c.tenant_id and l.id = c.last_event_id`,
  id: 'c.id',
  idType: 'uuid',
  at: 'l.recorded_at',
  may: () => `c.state in ('withdrawn', 'expired', 'lapsed') and c.address_enc is not null`,
  content: `c::text || (select coalesce(string_agg(x::text, '' order by x.seq), '') from consent_events x
    where x.tenant_id = c.tenant_id and x.consent_id = c.id)`,
  held: isHeld('c', { contact: 'contact_id', address: 'address_bidx' }),
  lock: 'c',
  most: 500,
  archive: [
    { table: 'consents', sql: `select c.id, to_jsonb(c) - 'address_enc' as row from consents c where c.id = any(:ids::uuid[])` },
    { table: 'consent_events', sql: `select e.id, to_jsonb(e) as row from consent_events e where e.consent_id = any(:ids::uuid[]) order by e.seq` },
  ], // prettier-ignore
  async take({ trx }, ids) {
    await trx('consent_events').whereIn('consent_id', ids).update({
      ip_enc: null,
      user_agent_enc: null,
      evidence_enc: null,
      form_url: null,
    });
    await trx.raw(
      `update consents c set address_enc = null, address_gone = 'retention',
         contact_id = case when c.withdrawn_at is not null then c.contact_id end,
         address_bidx = case when c.withdrawn_at is not null then c.address_bidx
           else sha256(c.address_bidx || uuid_send(c.id)) end
       where c.id = any(?::uuid[])`,
      [ids],
    );
  },
};

export const consentProofParts = [history];
