import { z } from 'zod';
import { optInRequest } from '../consent/contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import { verificationAad } from './view.ts';

/**
 * The opt-in of an erased person while it waits for its code. Nobody has proved the address yet, so no contact and no
 * consent is made. When the code ends unproven, nothing is left (endVerification).
 */
export const unprovenOptIn = z.object({
  address: z.string(),
  request: optInRequest,
  /** Of the form that was used. */
  jurisdiction: z.string().nullish(),
});
export type UnprovenOptIn = z.output<typeof unprovenOptIn>;

/** The columns of a row that hold its address. */
type Addressed = { tenant_id: string; id: string; to_enc: Buffer; held_enc: Buffer | null };

const aadOf = (tenantId: string, id: string) => ({
  ...verificationAad(tenantId, id),
  column: 'held',
});

/** Encrypts an unproven opt-in for its verification. */
export const encryptUnproven = (
  keys: TenantKeys,
  tenantId: string,
  id: string,
  unproven: UnprovenOptIn,
): Buffer => encryptValue(keys, aadOf(tenantId, id), JSON.stringify(unproven));

/** Decrypts the unproven opt-in of a verification. @returns null when it has none, or none any more */
export function decryptUnproven(keys: TenantKeys, v: Addressed): UnprovenOptIn | null {
  const json = decryptValue(keys, aadOf(v.tenant_id, v.id), v.held_enc);
  return json ? unprovenOptIn.parse(JSON.parse(json)) : null;
}

/** Returns the address a code goes to; empty once the person was erased. */
export const codeAddress = (keys: TenantKeys, v: Addressed): string =>
  decryptUnproven(keys, v)?.address ??
  decryptValue(keys, verificationAad(v.tenant_id, v.id), v.to_enc);
