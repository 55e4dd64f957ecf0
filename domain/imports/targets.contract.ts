/** The fields that a header may name. */
export const HEADER_TARGETS = [
  'email', 'phone', 'name', 'first_name', 'last_name', 'locale', 'time_zone', 'country', 'tags',
] as const; // prettier-ignore
export type HeaderTarget = (typeof HEADER_TARGETS)[number];

export type AddressKind = 'email' | 'phone';

/** Further columns of addresses, in order of preference: each is used where those before it are empty. */
export const FURTHER_TARGETS = {
  email: ['email_2', 'email_3'],
  phone: ['phone_2', 'phone_3'],
} as const satisfies Record<AddressKind, readonly string[]>;

/** The fields that a column of a contact file may be mapped to, besides custom fields. */
export const CONTACT_TARGETS = [
  ...HEADER_TARGETS,
  ...FURTHER_TARGETS.email,
  ...FURTHER_TARGETS.phone,
] as const;

const ADDRESSES: ReadonlySet<string> = new Set([
  'email',
  'phone',
  ...FURTHER_TARGETS.email,
  ...FURTHER_TARGETS.phone,
]);

/** Returns whether columns with this target contain addresses. */
export const isAddressTarget = (target: string | null | undefined): boolean =>
  typeof target === 'string' && ADDRESSES.has(target);
