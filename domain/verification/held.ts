import { z } from 'zod';
import { optInRequest } from '../consent/contract.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { openValue, sealValue } from '../encryption/personal.ts';
import { verificationPlace } from './view.ts';

/**
 * A sign-up of somebody who was erased, as it waits for its code: nobody has proved yet that it is theirs, so neither
 * a contact nor a consent is made, and when the code ends unproven nothing is left (endVerification).
 */
export const heldOptIn = z.object({
  address: z.string(),
  request: optInRequest,
  /** Of the form it came by. */
  jurisdiction: z.string().nullish(),
});
export type HeldOptIn = z.output<typeof heldOptIn>;

/** A row, as far as its address goes. */
type Addressed = { tenant_id: string; id: string; to_enc: Buffer; held_enc: Buffer | null };

const place = (tenantId: string, id: string) => ({
  ...verificationPlace(tenantId, id),
  column: 'held',
});

export const sealHeld = (keys: TenantKeys, tenantId: string, id: string, held: HeldOptIn): Buffer =>
  sealValue(keys, place(tenantId, id), JSON.stringify(held));

/** @returns null for a verification that holds no sign-up, or none any more */
export function openHeld(keys: TenantKeys, v: Addressed): HeldOptIn | null {
  const held = openValue(keys, place(v.tenant_id, v.id), v.held_enc);
  return held === null ? null : heldOptIn.parse(JSON.parse(held));
}

/** Where its code goes. @returns empty once the person was erased */
export const codeAddress = (keys: TenantKeys, v: Addressed): string =>
  openHeld(keys, v)?.address ?? openValue(keys, verificationPlace(v.tenant_id, v.id), v.to_enc);
