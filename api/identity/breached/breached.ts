import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { invalidField } from '#lib/errors.ts';
import { PREFIX_BYTES } from './prefixes.ts';

/** Sorted beginnings of SHA-256 hashes; `npm run breached-passwords` makes the file. */
const list = readFileSync(new URL('passwords.bin', import.meta.url));

/**
 * Whether a password is among the most frequent of those that were leaked elsewhere. Nothing leaves the machine. One of
 * ten million others is taken for one of them.
 */
export function isBreached(password: string): boolean {
  const wanted = hash('sha256', password, 'buffer').subarray(0, PREFIX_BYTES);
  let [from, to] = [0, list.length / PREFIX_BYTES];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = list.compare(wanted, 0, PREFIX_BYTES, middle * PREFIX_BYTES, (middle + 1) * PREFIX_BYTES); // prettier-ignore
    if (order === 0) return true;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return false;
}

/**
 * Refuses a new password that attackers try first (NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 5.0, V6.2.4 and V6.2.12). A
 * password that somebody has already goes on working.
 * @throws {AppError} invalid (password)
 */
export function mustNotBeBreached(password: string): void {
  if (isBreached(password)) {
    throw invalidField('password', 'is known from data breaches and guessed first; choose another');
  }
}
