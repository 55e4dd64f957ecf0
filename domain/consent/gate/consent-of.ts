import type { Knex } from 'knex';

/**
 * Joins a message's row to its consent, as `c`: there is one for each address, channel and purpose. A message does
 * not store the consent's id, since an audience is built from the contacts.
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
