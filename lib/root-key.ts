import type { KeyObject } from 'node:crypto';
import { deriveKey, hmac, decrypt, encrypt, secretKey, type VersionedKey } from './crypto.ts';

/*
 * The master key opens nothing but other keys, so it can be replaced without touching a value: the keys of tenants
 * (domain/keyring/keyring.ts), and the root key, from which everything is derived that is the installation's own:
 * the encryption of payloads in Temporal, sessions, counters shared by tenants. The root key never changes; it began
 * as the first master key, so that what was made before there was one stays readable.
 */

/** The master key of this process and, while it is being replaced, the one before. */
export type MasterKeys = { current: KeyObject; previous: KeyObject | null };

/** Names a master key without telling anything about it: 8 hex digits. */
export const fingerprint = (masterKey: KeyObject): string =>
  hmac(masterKey, 'fingerprint').subarray(0, 4).toString('hex');

const wrapping = (masterKey: KeyObject): VersionedKey => ({
  version: 1,
  key: deriveKey(masterKey, 'tenant-keys:1'),
});

/** @param place what the key is for; it opens nowhere else */
export const wrapKey = (masterKey: KeyObject, key: Buffer, place: string): Buffer =>
  encrypt(wrapping(masterKey), key, place);

/** @throws Error when neither master key opens it */
export function unwrapKey(
  { current, previous }: MasterKeys,
  wrapped: Buffer,
  place: string,
): Buffer {
  try {
    return decrypt(wrapping(current), wrapped, place);
  } catch (error) {
    if (previous) return decrypt(wrapping(previous), wrapped, place);
    throw error;
  }
}

const ROOT = 'platform_keys|root';

/** The root key as it is kept. */
export const wrapRoot = (masterKey: KeyObject, root: KeyObject): Buffer =>
  wrapKey(masterKey, root.export(), ROOT);

/** @returns null when neither master key opens it */
export function unwrapRoot(keys: MasterKeys, wrapped: Buffer): KeyObject | null {
  try {
    return secretKey(unwrapKey(keys, wrapped, ROOT));
  } catch {
    return null;
  }
}
