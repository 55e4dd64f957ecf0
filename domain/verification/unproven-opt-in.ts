import { z } from 'zod';
import { optInRequest } from '../consent/contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import { verificationAad } from './view.ts';

/**
 * A sign-up of somebody who was erased, as it waits for its code: nobody has proved yet that it is theirs, so neither
 * a contact nor a consent is made, and when the code ends unproven nothing is left (endVerification).
 */
export const unprovenOptIn = z.object({
  address: z.string(),
  request: optInRequest,
  /** Of the form it came by. */
  jurisdiction: z.string().nullish(),
});
export type UnprovenOptIn = z.output<typeof unprovenOptIn>;

/** A row, as far as its address goes. */
type Addressed = { tenant_id: string; id: string; to_enc: Buffer; held_enc: Buffer | null };

const aadOf = (tenantId: string, id: string) => ({
  ...verificationAad(tenantId, id),
  column: 'held',
});

export const encryptUnproven = (
  keys: TenantKeys,
  tenantId: string,
  id: string,
  unproven: UnprovenOptIn,
): Buffer => encryptValue(keys, aadOf(tenantId, id), JSON.stringify(unproven));

/** @returns null for a verification that holds no sign-up, or none any more */
export function decryptUnproven(keys: TenantKeys, v: Addressed): UnprovenOptIn | null {
  const json = decryptValue(keys, aadOf(v.tenant_id, v.id), v.held_enc);
  return json === null ? null : unprovenOptIn.parse(JSON.parse(json));
}

/** Where its code goes. @returns empty once the person was erased */
export const codeAddress = (keys: TenantKeys, v: Addressed): string =>
  decryptUnproven(keys, v)?.address ??
  decryptValue(keys, verificationAad(v.tenant_id, v.id), v.to_enc);
