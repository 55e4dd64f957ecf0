import type { Suppression } from '#models/suppression.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';

/** Returns the additional authenticated data of a suppression's column. */
export const suppressionAad = (tenantId: string, id: string, column: string) => ({
  tenantId,
  table: 'suppressions',
  id,
  column,
});

/** Returns the API view of a suppression. For an erased person there is no address, only its hash. */
export function suppressionView(keys: TenantKeys, s: Suppression, reveal = false) {
  const open = (column: string, value: Buffer | null): string | null =>
    decryptValue(keys, suppressionAad(s.tenant_id, s.id, column), value);
  const address = open('address', s.address_enc);
  return {
    id: s.id,
    channel: s.channel,
    address: address ? (reveal ? address : maskAddress(s.channel, address)) : null,
    // Only an erasure writes a suppression without an address, with the reason `erasure`.
    address_absent: addressAbsent(address, s.reason === 'erasure' ? 'erasure' : null),
    reason: s.reason,
    note: open('note', s.note_enc),
    expires_at: s.expires_at,
    created_at: s.created_at,
  };
}
export type SuppressionView = ReturnType<typeof suppressionView>;
