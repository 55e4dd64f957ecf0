import { isHeld } from '../../holds/in-force.ts';
import { foldTallies } from '../../contacts/fold-tallies.ts';
import { TRACES } from '../../contacts/person.ts';
import type { Part } from '../part.ts';

const idle: Part = {
  name: 'contacts',
  from: 'contacts c',
  id: 'c.id',
  idType: 'uuid',
  at: 'c.updated_at',
  may: () => `
    not exists (select from consents x where x.tenant_id = c.tenant_id and x.contact_id = c.id
      and x.state in ('granted', 'pending', 'imported_unproven'))
    and not exists (select from messages m where m.tenant_id = c.tenant_id and m.contact_id = c.id
      and (m.created_at >= :cutoff::timestamptz or m.status in ('awaiting_consent', 'queued', 'sending')))
    and not exists (select from inbound_messages i where i.tenant_id = c.tenant_id and i.contact_id = c.id
      and i.received_at >= :cutoff::timestamptz)
    and not exists (select from verifications v where v.tenant_id = c.tenant_id and v.contact_id = c.id
      and v.created_at >= :cutoff::timestamptz)`,
  content: 'c::text',
  held: `(${[
    isHeld('c', { contact: 'id', address: 'email_bidx' }),
    isHeld('c', { address: 'phone_bidx' }),
    // An address that the person had earlier.
    ...TRACES.map(
      (
        table,
      ) => `exists (select from ${table} t where t.tenant_id = c.tenant_id and t.contact_id = c.id
        and ${isHeld('t', { address: 'address_bidx' })})`,
    ),
  ].join(' or ')})`,
  lock: 'c',
  // Each delete also clears the rows that refer to it.
  most: 200,
  async take({ trx }, ids) {
    await trx('contacts').whereIn('id', ids).delete();
    await foldTallies(trx);
  },
};

export const contactParts = [idle];
