import type { Knex } from 'knex';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import { fieldOf } from './by-channel.ts';

/** Joins a row of `messages` to its contact, as `h`. */
export const contactOfMessage: Knex.JoinCallback = (on) => {
  on.on('h.tenant_id', 'messages.tenant_id').on('h.id', 'messages.contact_id');
};

/**
 * SQL: the encrypted address of that contact, if it is still the address of the message. For an address that never
 * had a consent row, this is the only source.
 */
export const CONTACT_ENC = `case
  when messages.channel = 'sms' and h.phone_bidx = messages.address_bidx then h.phone_enc
  when messages.channel = 'email' and h.email_bidx = messages.address_bidx then h.email_enc end as contact_enc`;

/** Decrypts that address; null where the contact no longer has it. */
export const contactAddress = (
  keys: TenantKeys,
  m: {
    tenant_id: string;
    contact_id: string | null;
    channel: 'sms' | 'email';
    contact_enc: Buffer | null;
  },
): string | null =>
  decryptValue(
    keys,
    {
      tenantId: m.tenant_id,
      table: 'contacts',
      id: m.contact_id ?? '',
      column: fieldOf(m.channel),
    },
    m.contact_enc,
  );
