import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import { countryOf } from '../../addresses/address.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Act, EventFacts } from './act.ts';
import { consentAddress } from '../consent-address.ts';

/**
 * Determines the country whose law a consent is under: that of the act (the form's country), else the number's, else
 * the contact's. The organisation's country says nothing about the person, so null means unknown.
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

/** Null for mail, for numbers that belong to no single country, and once the address is erased. */
const numberCountry = (keys: TenantKeys, consent: Consent): string | null => {
  const number = consent.channel === 'sms' ? consentAddress(keys, consent) : null;
  return number ? countryOf(number) : null;
};
