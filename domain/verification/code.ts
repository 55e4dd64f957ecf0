import { randomInt, type KeyObject } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import type { Verification } from '#models/verification.ts';
import { codeLength } from './rules.ts';

/** Returns a uniform random code, left-padded. It exists only here and in the message. */
export function newCode(channel: Verification['channel']): string {
  const digits = codeLength(channel);
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

/**
 * Returns what is stored of a code: an HMAC over everything the code is bound to, so that a code for one address,
 * purpose or verification is worthless for another. (A plain hash of six digits can be reversed within a second.)
 */
export const codeHmac = (
  key: KeyObject,
  v: Pick<Verification, 'tenant_id' | 'id' | 'purpose' | 'address_bidx'>,
  code: string,
): Buffer =>
  hmac(
    key,
    ['code', v.tenant_id, v.purpose, v.address_bidx.toString('hex'), v.id, code].join('\0'),
  );
