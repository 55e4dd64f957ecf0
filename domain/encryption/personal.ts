import { isUnreadable, KeyMissing, decrypt, encrypt, keyVersionOf } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Where an encrypted value lives; it opens nowhere else. */
export type AadParts = { tenantId: string; table: string; id: string; column: string };

/** What binds an encrypted value to its row and column. */
export const aadOf = (p: AadParts): string => `${p.tenantId}|${p.table}|${p.id}|${p.column}`;

/** Encrypts a personal value for the row and column it stands in. Null stays null. */
export function encryptValue(keys: TenantKeys, aad: AadParts, value: string): Buffer;
export function encryptValue(keys: TenantKeys, aad: AadParts, value: string | null): Buffer | null;
export function encryptValue(keys: TenantKeys, aad: AadParts, value: string | null): Buffer | null {
  return value === null ? null : encrypt(keys.data, value, aadOf(aad));
}

/** Keys for one row of a list: what they cannot open is empty, and noted in `damage`. */
export const forgiving = (keys: TenantKeys) => ({ ...keys, damage: { found: false } });

/** Reads what is encrypted. @returns null where it cannot be read and the keys forgive that. @throws Error where not */
export function forgiven<T>(keys: TenantKeys, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!keys.damage || !isUnreadable(error)) throw error;
    keys.damage.found = true;
    return null;
  }
}

/**
 * Decrypts an encrypted value; empty where it cannot be and the keys forgive that.
 * @throws Error when the value was moved, changed or its key destroyed
 */
export function decryptValue(keys: TenantKeys, aad: AadParts, encrypted: Buffer): string;
export function decryptValue(
  keys: TenantKeys,
  aad: AadParts,
  encrypted: Buffer | null,
): string | null;
export function decryptValue(
  keys: TenantKeys,
  aad: AadParts,
  encrypted: Buffer | null,
): string | null {
  if (encrypted === null) return null;
  const opened = forgiven(keys, () => {
    const key = keys.dataKeys.get(keyVersionOf(encrypted));
    if (!key) throw new KeyMissing('the key of this value is gone');
    return decrypt(key, encrypted, aadOf(aad)).toString('utf8');
  });
  return opened ?? '';
}
