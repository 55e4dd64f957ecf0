import type { AddressAbsent, AddressGone } from './absent.contract.ts';

/**
 * Why there is no address, by what took it; never by its absence. @returns null where there is one
 * @param never whether there was none to begin with
 */
export function addressAbsent(
  address: string | null,
  gone: AddressGone | null | undefined,
  never = false,
): AddressAbsent | null {
  // Empty: the sealed place of one that is gone.
  if (address) return null;
  if (gone === 'erasure') return 'erased';
  if (gone === 'retention') return 'removed';
  return never ? 'none' : 'not_kept';
}
