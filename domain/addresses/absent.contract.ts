/** What removed an address from a row; stored with the removal. */
export const ADDRESS_GONE = ['erasure', 'retention'] as const;
export type AddressGone = (typeof ADDRESS_GONE)[number];

/**
 * Why a row shows no address. `erased`: its person was erased; `removed`: its retention period was over; `none`: the
 * person had no address on this channel; `unreadable`: it exists but cannot be decrypted; `not_kept`: the reason is
 * not known.
 */
export const ADDRESS_ABSENT = ['erased', 'removed', 'none', 'unreadable', 'not_kept'] as const;
export type AddressAbsent = (typeof ADDRESS_ABSENT)[number];
