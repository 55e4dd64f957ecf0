import { maskAddress } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';

/** A consent's row, as far as its address goes. */
export type Addressed = { tenant_id: string; id: string; address_enc: Buffer | null };

const aad = (tenantId: string, id: string) => ({
  tenantId,
  table: 'consents',
  id,
  column: 'address',
});

export const encryptConsentAddress = (
  keys: TenantKeys,
  tenantId: string,
  consentId: string,
  address: string,
): Buffer => encryptValue(keys, aad(tenantId, consentId), address);

/** Whose consent it is, in clear. @returns null once it was taken (`address_gone`) */
export const consentAddress = (keys: TenantKeys, c: Addressed): string | null =>
  decryptValue(keys, aad(c.tenant_id, c.id), c.address_enc);

/** The same masked. */
export function maskedConsentAddress(
  keys: TenantKeys,
  c: Addressed & { channel: 'sms' | 'email' },
): string | null {
  const address = consentAddress(keys, c);
  return address === null ? null : maskAddress(c.channel, address);
}

/**
 * The same where a message goes out: who may be written to has an address.
 * @throws Error when it was taken
 */
export function addressToWriteTo(keys: TenantKeys, c: Addressed): string {
  const address = consentAddress(keys, c);
  if (address === null) throw new Error('the address of this consent is gone');
  return address;
}
