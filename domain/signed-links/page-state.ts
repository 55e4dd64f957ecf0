import { z } from 'zod';
import { decrypt, encrypt, isUnreadable, keyVersionOf } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * A public page says what happened after a form: where a code went, that it was right, what was refused. It takes
 * none of that from its address as such, because anybody can write an address. The state is encrypted and
 * authenticated, bound to one page, and opens for an hour.
 */
const SECONDS = 3_600;

const contents = z.object({ until: z.number(), state: z.unknown() });

const aadOf = (keys: TenantKeys, page: string): string => `page-state|${keys.tenantId}|${page}`;

/** Encrypts the state of a page. @param page its path */
export function encryptState(keys: TenantKeys, page: string, state: object, now: Date): string {
  const until = Math.floor(now.getTime() / 1000) + SECONDS;
  return encrypt(keys.data, JSON.stringify({ until, state }), aadOf(keys, page)).toString(
    'base64url',
  );
}

/** Decrypts a state that `encryptState` made for this page. @returns null when it is not one, or no longer */
export function decryptState(keys: TenantKeys, page: string, text: string, now: Date): unknown {
  try {
    const bytes = Buffer.from(text, 'base64url');
    const key = keys.dataKeys.get(keyVersionOf(bytes));
    if (!key) return null;
    const read = contents.safeParse(JSON.parse(decrypt(key, bytes, aadOf(keys, page)).toString()));
    return read.data && read.data.until >= now.getTime() / 1000 ? read.data.state : null;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}
