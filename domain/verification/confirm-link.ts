import { parse, stringify } from 'uuid';
import { equalBytes, hmac } from '#lib/crypto.ts';
import { isId, tenantId, type TenantId } from '#lib/ids.ts';
import type { Verification } from '#models/verification.ts';
import type { Keyring, TenantKeys } from '../tenancy/keyring.ts';

/*
 * The link of a double opt-in mail: tenant (16 bytes) | verification (16) | MAC (16), base64url. 128 bits
 * nobody can guess; the page behind it only shows, its button confirms, since mail scanners follow links.
 */
const ID = 16;
const MAC = 16;

const mac = (keys: TenantKeys, ids: Buffer): Buffer =>
  hmac(keys.signing, Buffer.concat([Buffer.from('confirm\0'), ids])).subarray(0, MAC);

export function confirmUrl(
  publicUrl: string,
  keys: TenantKeys,
  v: Pick<Verification, 'tenant_id' | 'id'>,
): string {
  const ids = Buffer.concat([parse(v.tenant_id), parse(v.id)]);
  return `${publicUrl}/c/${Buffer.concat([ids, mac(keys, ids)]).toString('base64url')}`;
}

/** Whose verification a token confirms; null when it is not one of ours. */
export async function readConfirmToken(
  keyring: Keyring,
  token: string,
): Promise<{ tenantId: TenantId; id: string } | null> {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * ID + MAC || bytes.toString('base64url') !== token) return null;
  const tenant = safeId(bytes.subarray(0, ID));
  const id = safeId(bytes.subarray(ID, 2 * ID));
  if (!tenant || !id) return null;
  const scope = { tenantId: tenantId(tenant) };
  const keys = await keyring.keys(scope).catch(() => null);
  if (!keys || !equalBytes(mac(keys, bytes.subarray(0, 2 * ID)), bytes.subarray(2 * ID)))
    return null;
  return { ...scope, id };
}

function safeId(bytes: Buffer): string | null {
  try {
    const id = stringify(bytes);
    return isId(id) ? id : null;
  } catch {
    return null;
  }
}
