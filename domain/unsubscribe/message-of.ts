import type { Trx } from '#lib/db.ts';
import { consentAddress } from '../consent/consent-address.ts';
import { fieldOf } from '../addresses/by-channel.ts';
import type { PurposeName } from '../purposes/purpose-words.ts';
import { decryptValue } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** A sent message, with its recipient and consent. `address` is in clear. */
export type SentMessage = {
  id: string;
  channel: 'sms' | 'email';
  purpose: (PurposeName & { id: string; key: string }) | null;
  address: string;
  granted: boolean;
};

type Row = {
  channel: 'sms' | 'email';
  purpose_id: string | null;
  key: string | null;
  name: string | null;
  language: string | null;
  translations: PurposeName['translations'] | null;
  contact_id: string | null;
  consent_id: string | null;
  state: string | null;
  consent_enc: Buffer | null;
  contact_enc: Buffer | null;
};

/**
 * Returns a message with its recipient. The consent's address comes first: the contact may have another one by now,
 * or be deleted, and the opt-out is about the address that received the message.
 * @returns null when the address is no longer known
 */
export async function messageOf(
  trx: Trx,
  keys: TenantKeys,
  tenantId: string,
  id: string,
): Promise<SentMessage | null> {
  const { rows } = await trx.raw<{ rows: Row[] }>(
    // The purpose is named as in the message: in the version it rests on.
    `select m.channel, m.purpose_id, p.key, coalesce(v.name, p.name) as name, coalesce(v.language, p.language) as language,
       coalesce(v.translations, p.translations) as translations, m.contact_id, c.id as consent_id, c.state,
       c.address_enc as consent_enc, case m.channel when 'sms' then k.phone_enc else k.email_enc end as contact_enc
     from messages m
     left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
     left join consent_events e on e.tenant_id = m.tenant_id and e.id = m.consent_event_id
     left join purpose_versions v on v.tenant_id = p.tenant_id and v.purpose_id = p.id and v.version = e.purpose_version
     left join contacts k on k.tenant_id = m.tenant_id and k.id = m.contact_id
     left join consents c on c.tenant_id = m.tenant_id and c.address_bidx = m.address_bidx
       and c.channel = m.channel and c.purpose_id = m.purpose_id
     where m.id = ?`,
    [id],
  );
  const row = rows[0];
  const address = row && addressOf(keys, tenantId, row);
  if (!row || !address) return null;
  return {
    id,
    channel: row.channel,
    purpose: purposeOf(row),
    address,
    granted: row.state === 'granted',
  };
}

const purposeOf = ({ purpose_id: id, key, name, language, translations }: Row) =>
  id && key && name && language && translations ? { id, key, name, language, translations } : null;

function addressOf(keys: TenantKeys, tenantId: string, row: Row): string | null {
  if (row.consent_id && row.consent_enc) {
    return consentAddress(keys, {
      tenant_id: tenantId,
      id: row.consent_id,
      address_enc: row.consent_enc,
    });
  }
  if (!row.contact_id) return null;
  const column = fieldOf(row.channel);
  return decryptValue(
    keys,
    { tenantId, table: 'contacts', id: row.contact_id, column },
    row.contact_enc,
  );
}
