import { randomInt, type KeyObject } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import type { Verification } from '#models/verification.ts';
import { codeLength } from './rules.ts';

/** A uniform random code, left-padded. It exists only here and in the message. */
export function newCode(channel: Verification['channel']): string {
  const digits = codeLength(channel);
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

/**
 * What is stored of a code: HMAC over everything it is bound to, so that a code for one address,
 * purpose or verification is worth nothing for another. (A plain hash of six digits is undone in a second.)
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
