import type { KeyObject } from 'node:crypto';
import { deriveKey, hmac, decrypt, encrypt, secretKey, type VersionedKey } from './crypto.ts';

/*
 * The master key encrypts only other keys, so it can be replaced without touching a value. These keys are the
 * tenants' keys (domain/keyring/keyring.ts) and the root key. From the root key the installation's own keys are
 * derived: for payloads in Temporal, for sessions, and for counters shared by tenants. The root key never changes. It
 * began as the first master key, so that values from before the root key stay readable.
 */

/** The current master key of this process and, during its replacement, the previous one. */
export type MasterKeys = { current: KeyObject; previous: KeyObject | null };

/** Returns 8 hex digits that identify a master key and reveal nothing about it. */
export const fingerprint = (masterKey: KeyObject): string =>
  hmac(masterKey, 'fingerprint').subarray(0, 4).toString('hex');

const wrapping = (masterKey: KeyObject): VersionedKey => ({
  version: 1,
  key: deriveKey(masterKey, 'tenant-keys:1'),
});

/**
 * Encrypts a key with the master key.
 * @param aad the key's purpose; `unwrapKey` needs the same
 */
export const wrapKey = (masterKey: KeyObject, key: Buffer, aad: string): Buffer =>
  encrypt(wrapping(masterKey), key, aad);

/**
 * Decrypts a key with either master key.
 * @throws {Error} when neither opens it
 */
export function unwrapKey({ current, previous }: MasterKeys, wrapped: Buffer, aad: string): Buffer {
  try {
    return decrypt(wrapping(current), wrapped, aad);
  } catch (error) {
    if (previous) return decrypt(wrapping(previous), wrapped, aad);
    throw error;
  }
}

const ROOT = 'platform_keys|root';

/** Encrypts the root key for storage. */
export const wrapRoot = (masterKey: KeyObject, root: KeyObject): Buffer =>
  wrapKey(masterKey, root.export(), ROOT);

/**
 * Decrypts the root key.
 * @returns null when neither master key opens it
 */
export function unwrapRoot(keys: MasterKeys, wrapped: Buffer): KeyObject | null {
  try {
    return secretKey(unwrapKey(keys, wrapped, ROOT));
  } catch {
    return null;
  }
}
