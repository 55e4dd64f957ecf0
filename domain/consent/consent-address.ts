import { maskAddress } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';

/** The columns of a consent's row that its address needs. */
export type Addressed = { tenant_id: string; id: string; address_enc: Buffer | null };

const aad = (tenantId: string, id: string) => ({
  tenantId,
  table: 'consents',
  id,
  column: 'address',
});

/** Encrypts the address of a consent for its row. */
export const encryptConsentAddress = (
  keys: TenantKeys,
  tenantId: string,
  consentId: string,
  address: string,
): Buffer => encryptValue(keys, aad(tenantId, consentId), address);

/** Returns the address of a consent in clear; null once it was erased (`address_gone`). */
export const consentAddress = (keys: TenantKeys, c: Addressed): string | null =>
  decryptValue(keys, aad(c.tenant_id, c.id), c.address_enc);

/** Returns the address of a consent masked; null once it was erased. */
export function maskedConsentAddress(
  keys: TenantKeys,
  c: Addressed & { channel: 'sms' | 'email' },
): string | null {
  const address = consentAddress(keys, c);
  return address === null ? null : maskAddress(c.channel, address);
}

/**
 * Returns the address of a consent for sending. A consent that permits messages must have one.
 * @throws Error when it was erased
 */
export function addressToWriteTo(keys: TenantKeys, c: Addressed): string {
  const address = consentAddress(keys, c);
  if (address === null) throw new Error('the address of this consent is gone');
  return address;
}
