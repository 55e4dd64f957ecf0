import { maskAddress } from '../contacts/address.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { openValue, sealValue } from '../tenancy/personal.ts';

/** A consent's row, as far as its address goes. */
export type Addressed = { tenant_id: string; id: string; address_enc: Buffer | null };

const place = (tenantId: string, id: string) => ({
  tenantId,
  table: 'consents',
  id,
  column: 'address',
});

export const sealConsentAddress = (
  keys: TenantKeys,
  tenantId: string,
  consentId: string,
  address: string,
): Buffer => sealValue(keys, place(tenantId, consentId), address);

/** Whose consent it is, in clear. @returns null once the person was erased */
export const consentAddress = (keys: TenantKeys, c: Addressed): string | null =>
  openValue(keys, place(c.tenant_id, c.id), c.address_enc);

/** The same masked. */
export function maskedConsentAddress(
  keys: TenantKeys,
  c: Addressed & { channel: 'sms' | 'email' },
): string | null {
  const address = consentAddress(keys, c);
  return address === null ? null : maskAddress(c.channel, address);
}

/**
 * The same where a message goes out: nobody who may be written to has been erased.
 * @throws Error when the person was erased
 */
export function addressToWriteTo(keys: TenantKeys, c: Addressed): string {
  const address = consentAddress(keys, c);
  if (address === null) throw new Error('the person of this consent was erased');
  return address;
}
