import { z } from 'zod';
import { decrypt, encrypt, isUnreadable, keyVersionOf } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * A public page says what happened after a form: where a code went, that it was right, what was refused. It takes
 * none of that from its address as such, because anybody can write an address. The state is encrypted and
 * authenticated, bound to one page, and opens for an hour.
 */
const SECONDS = 3_600;

const sealed = z.object({ until: z.number(), state: z.unknown() });

const placeOf = (keys: TenantKeys, page: string): string => `page-state|${keys.tenantId}|${page}`;

/** Seals the state of a page. @param page its path */
export function sealState(keys: TenantKeys, page: string, state: object, now: Date): string {
  const until = Math.floor(now.getTime() / 1000) + SECONDS;
  return encrypt(keys.data, JSON.stringify({ until, state }), placeOf(keys, page)).toString(
    'base64url',
  );
}

/** Opens a state that `sealState` made for this page. @returns null when it is not one, or no longer */
export function openState(keys: TenantKeys, page: string, text: string, now: Date): unknown {
  try {
    const bytes = Buffer.from(text, 'base64url');
    const key = keys.dataKeys.get(keyVersionOf(bytes));
    if (!key) return null;
    const read = sealed.safeParse(JSON.parse(decrypt(key, bytes, placeOf(keys, page)).toString()));
    return read.data && read.data.until >= now.getTime() / 1000 ? read.data.state : null;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}
