import { encryptValues } from '../contacts/row.ts';
import { searchTokensInHex, type TokenMemory } from '../contacts/search.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Person } from '../contacts/row.ts';

/** The keys that encrypt and index a contact. */
export type ContactKeys = Pick<TenantKeys, 'tenantId' | 'data' | 'index'>;

/** A contact's encrypted columns. `version`: of the data key. */
export type EncryptedContact = ReturnType<typeof encryptContact>;

/** Encrypts a contact of an import. @param memory see searchTokensInHex */
export const encryptContact = (
  keys: ContactKeys,
  memory: TokenMemory,
  id: string,
  row: Person,
) => ({
  ...encryptValues(keys, keys.tenantId, id, row),
  search_tokens: bytesArrayOf(searchTokensInHex(keys, row, memory)),
  version: keys.data.version,
});

/** Writes bytes in hex as Postgres reads an array: one text for each row, because unnest takes no arrays of arrays. */
const bytesArrayOf = (values: readonly string[]): string =>
  values.length ? `{"\\\\x${values.join('","\\\\x')}"}` : '{}';
