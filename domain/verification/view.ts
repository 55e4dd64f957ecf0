import type { Verification } from '#models/verification.ts';
import { addressAbsent } from '../addresses/absent.ts';
import { maskAddress } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';

/** Additional authenticated data of the encrypted address of a verification. */
export const verificationAad = (tenantId: string, id: string) => ({
  tenantId,
  table: 'verifications',
  id,
  column: 'to',
});

/** Returns a verification as callers see it at a time: without the code, the address masked. */
export function verificationView(keys: TenantKeys, v: Verification, now: Date) {
  // The row stays `pending` until somebody reads it or the timer fires; the clock alone decides.
  const address = decryptValue(keys, verificationAad(v.tenant_id, v.id), v.to_enc);
  const why = addressAbsent(address, v.address_gone);
  const absent = why === 'not_kept' && keys.damage?.found ? 'unreadable' : why;
  const status = v.status === 'pending' && v.expires_at <= now ? 'expired' : v.status;
  return {
    id: v.id,
    status,
    channel: v.channel,
    purpose: v.purpose,
    to: absent ?? maskAddress(v.channel, address),
    address_absent: absent,
    contact_id: v.contact_id,
    consent_id: v.consent_id,
    country: v.country,
    prefix: v.prefix,
    blocked_reason: v.blocked_reason,
    delivery: v.delivery,
    sends: v.sends,
    attempts: v.attempts,
    attempts_left: status === 'pending' ? v.max_attempts - v.attempts : 0,
    expires_at: v.expires_at,
    resend_available_at: v.resend_at,
    workflow_id: v.workflow_id,
    created_at: v.created_at,
    finished_at: v.finished_at,
  };
}
export type VerificationView = ReturnType<typeof verificationView>;
