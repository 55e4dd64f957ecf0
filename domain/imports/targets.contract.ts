/** What a header may name. */
export const HEADER_TARGETS = [
  'email', 'phone', 'name', 'first_name', 'last_name', 'locale', 'time_zone', 'country', 'tags',
] as const; // prettier-ignore
export type HeaderTarget = (typeof HEADER_TARGETS)[number];

export type AddressKind = 'email' | 'phone';

/** Further columns of addresses, in the order they are asked: each is taken where those before it are empty. */
export const FURTHER_TARGETS = {
  email: ['email_2', 'email_3'],
  phone: ['phone_2', 'phone_3'],
} as const satisfies Record<AddressKind, readonly string[]>;

/** What a column of a file of contacts may be, besides a custom field. */
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

/** Whether a column of this holds addresses. */
export const isAddressTarget = (target: string | null | undefined): boolean =>
  typeof target === 'string' && ADDRESSES.has(target);
