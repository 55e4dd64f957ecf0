import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import { countryOf } from '../../addresses/address.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Act, EventFacts } from './act.ts';
import { consentAddress } from '../consent-address.ts';

/**
 * Whose law a consent is under, as far as anything says: the act (the form's country), else the number's country, else
 * the contact's. Where the organisation sits says nothing about the person, so null is unknown.
 */
export async function whoseLaw(
  trx: Trx,
  keys: TenantKeys,
  acts: readonly Act[],
): Promise<(consent: Consent, facts: EventFacts) => string | null> {
  const ids = new Set(acts.flatMap(({ consent, facts }) => contactIdOf(consent, facts) ?? []));
  const contacts: { id: string; country: string | null }[] = ids.size
    ? await trx('contacts')
        .whereRaw('id = any(?::uuid[])', [[...ids]])
        .select('id', 'country')
    : [];
  const byContact = new Map(contacts.map(({ id, country }) => [id, country]));
  return (consent, facts) =>
    facts.jurisdiction ??
    numberCountry(keys, consent) ??
    byContact.get(contactIdOf(consent, facts) ?? '') ??
    null;
}

const contactIdOf = (consent: Consent, facts: EventFacts): string | null =>
  facts.contactId ?? consent.contact_id;

/** Null for mail, for numbers that no one country has, and once the address is gone. */
const numberCountry = (keys: TenantKeys, consent: Consent): string | null => {
  const number = consent.channel === 'sms' ? consentAddress(keys, consent) : null;
  return number ? countryOf(number) : null;
};
