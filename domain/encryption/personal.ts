import { isUnreadable, KeyMissing, open, seal, sealedVersion } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Where a sealed value lives; it opens nowhere else. */
export type Place = { tenantId: string; table: string; id: string; column: string };

/** What binds a sealed value to its place. */
export const aadOf = (p: Place): string => `${p.tenantId}|${p.table}|${p.id}|${p.column}`;

/** Seals a personal value for its place. Null stays null. */
export function sealValue(keys: TenantKeys, place: Place, value: string): Buffer;
export function sealValue(keys: TenantKeys, place: Place, value: string | null): Buffer | null;
export function sealValue(keys: TenantKeys, place: Place, value: string | null): Buffer | null {
  return value === null ? null : seal(keys.data, value, aadOf(place));
}

/** Keys for one row of a list: what they cannot open is empty, and noted in `damage`. */
export const forgiving = (keys: TenantKeys) => ({ ...keys, damage: { found: false } });

/** Reads what is sealed. @returns null where it cannot be read and the keys forgive that. @throws Error where not */
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
 * Opens a sealed value; empty where it cannot be and the keys forgive that.
 * @throws Error when the value was moved, changed or its key destroyed
 */
export function openValue(keys: TenantKeys, place: Place, sealed: Buffer): string;
export function openValue(keys: TenantKeys, place: Place, sealed: Buffer | null): string | null;
export function openValue(keys: TenantKeys, place: Place, sealed: Buffer | null): string | null {
  if (sealed === null) return null;
  const opened = forgiven(keys, () => {
    const key = keys.dataKeys.get(sealedVersion(sealed));
    if (!key) throw new KeyMissing('the key of this value is gone');
    return open(key, sealed, aadOf(place)).toString('utf8');
  });
  return opened ?? '';
}
