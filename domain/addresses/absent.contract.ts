/** What took an address out of a row; written by whatever took it. */
export const ADDRESS_GONE = ['erasure', 'retention'] as const;
export type AddressGone = (typeof ADDRESS_GONE)[number];

/**
 * Why a row shows no address. `erased`: its person was erased; `removed`: its time of keeping was over; `none`: the
 * person had no address of this channel; `unreadable`: it is there and cannot be read; `not_kept`: nothing says whose it
 * was, or why not.
 */
export const ADDRESS_ABSENT = ['erased', 'removed', 'none', 'unreadable', 'not_kept'] as const;
export type AddressAbsent = (typeof ADDRESS_ABSENT)[number];
