import type { EncryptedContact } from './encrypt-contact.ts';

/** Encrypted contacts as one piece of memory, which threads hand over instead of copying each value. */
export type Packed = {
  bytes: Uint8Array<ArrayBuffer>;
  /** The length of each value, four for each contact; -1 for null. */
  sizes: Int32Array;
  search_tokens: string[];
  version: number;
};

const valuesOf = (one: EncryptedContact) =>
  [one.email_enc, one.phone_enc, one.name_enc, one.fields_enc] as const;
const VALUES = 4;

/** Packs contacts that were encrypted with one key. */
export function packed(contacts: readonly EncryptedContact[]): Packed {
  const values = contacts.flatMap(valuesOf);
  const sizes = Int32Array.from(values, (value) => value?.length ?? -1);
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + (value?.length ?? 0), 0));
  let at = 0;
  for (const value of values) {
    if (!value) continue;
    bytes.set(value, at);
    at += value.length;
  }
  return {
    bytes,
    sizes,
    search_tokens: contacts.map((one) => one.search_tokens),
    version: contacts[0]?.version ?? 0,
  };
}

/** Returns the contacts again. Their values are parts of the packed memory. */
export function unpacked({ bytes, sizes, search_tokens, version }: Packed): EncryptedContact[] {
  let at = 0;
  const value = (i: number): Buffer | null => {
    const size = sizes[i] ?? -1;
    if (size < 0) return null;
    const part = Buffer.from(bytes.buffer, bytes.byteOffset + at, size);
    at += size;
    return part;
  };
  return search_tokens.map((tokens, n) => ({
    email_enc: value(n * VALUES),
    phone_enc: value(n * VALUES + 1),
    name_enc: value(n * VALUES + 2),
    fields_enc: value(n * VALUES + 3),
    search_tokens: tokens,
    version,
  }));
}
