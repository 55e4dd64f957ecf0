import type { Knex } from 'knex';

/**
 * How a message's row finds the consent it is about, as `c`: one for each address, channel and purpose. A message
 * keeps no id of it, since an audience is written down from the contacts.
 * @param m the table or alias of the messages
 */
export const consentOf =
  (m: string): Knex.JoinCallback =>
  (on) => {
    on.on('c.tenant_id', `${m}.tenant_id`)
      .on('c.address_bidx', `${m}.address_bidx`)
      .on('c.channel', `${m}.channel`)
      .on('c.purpose_id', `${m}.purpose_id`);
  };
