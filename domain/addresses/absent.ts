import type { AddressAbsent, AddressGone } from './absent.contract.ts';

/**
 * Returns why a row shows no address, from the stored reason; null where there is an address.
 * @param never whether there never was one
 */
export function addressAbsent(
  address: string | null,
  gone: AddressGone | null | undefined,
  never = false,
): AddressAbsent | null {
  // An empty address is an encrypted empty value: the address is gone.
  if (address) return null;
  if (gone === 'erasure') return 'erased';
  if (gone === 'retention') return 'removed';
  return never ? 'none' : 'not_kept';
}
