import { hash } from 'node:crypto';
import { passwordLength } from '#domain/identity/contract.ts';

/** Of a hash of 32. With 100,000 passwords one of ten million others has the same beginning. */
export const PREFIX_BYTES = 5;

/** Returns the sorted beginnings of the hashes of those passwords that are long enough to be chosen. */
export function prefixesOf(passwords: readonly string[]): Buffer {
  const chosen = passwords.filter(({ length }) => length >= passwordLength.min && length <= passwordLength.max); // prettier-ignore
  const prefixes = chosen.map((password) => hash('sha256', password, 'buffer').subarray(0, PREFIX_BYTES)); // prettier-ignore
  prefixes.sort(Buffer.compare);
  return Buffer.concat(prefixes.filter((one, i) => !prefixes[i - 1]?.equals(one)));
}
