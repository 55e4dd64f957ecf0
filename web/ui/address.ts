import type { AddressAbsent } from '../../domain/addresses/absent.contract.ts';

const WORDS: Record<AddressAbsent, string> = {
  erased: 'Erased',
  removed: 'Removed after its time',
  none: 'No address',
  unreadable: 'Cannot be read',
  not_kept: 'Not known',
};
const AS_OBJECT: Record<AddressAbsent, string> = {
  erased: 'an erased person',
  removed: 'an address that is no longer kept',
  none: 'somebody without an address',
  unreadable: 'an address that cannot be read',
  not_kept: 'an address that is not known',
};

/** Returns an address, or why there is none, for a cell. */
export const addressWords = (address: string | null, absent: AddressAbsent | null): string =>
  address ?? WORDS[absent ?? 'not_kept'];

/** Returns the same for a title. */
export const addressTitle = (address: string | null, absent: AddressAbsent | null): string =>
  address ?? addressObject(null, absent).replace(/^./, (first) => first.toUpperCase());

/** Returns the same for use within a sentence. */
export const addressObject = (address: string | null, absent: AddressAbsent | null): string =>
  address ?? AS_OBJECT[absent ?? 'not_kept'];
