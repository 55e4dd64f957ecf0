import { isUnreadable, KeyMissing, decrypt, encrypt, keyVersionOf } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** The row and column of an encrypted value. It can be decrypted only there. */
export type AadParts = { tenantId: string; table: string; id: string; column: string };

/** Returns the additional authenticated data that binds an encrypted value to its row and column. */
export const aadOf = (p: AadParts): string => `${p.tenantId}|${p.table}|${p.id}|${p.column}`;

type DataKey = Pick<TenantKeys, 'data'>;

/** Encrypts a personal value for its row and column. Null stays null. */
export function encryptValue(keys: DataKey, aad: AadParts, value: string): Buffer;
export function encryptValue(keys: DataKey, aad: AadParts, value: string | null): Buffer | null;
export function encryptValue(keys: DataKey, aad: AadParts, value: string | null): Buffer | null {
  return value === null ? null : encrypt(keys.data, value, aadOf(aad));
}

/** Returns keys for one row of a list: an unreadable value is empty and noted in `damage`. */
export const forgiving = (keys: TenantKeys) => ({ ...keys, damage: { found: false } });

/**
 * Calls `read`, which decrypts.
 * @returns null when the value is unreadable and the keys are `forgiving`
 * @throws Error otherwise
 */
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
 * Decrypts a value. Returns an empty text when it is unreadable and the keys are `forgiving`.
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
