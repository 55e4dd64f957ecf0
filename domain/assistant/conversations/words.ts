import { hmac } from '#lib/crypto.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';

/** Bytes of a token: enough to tell words apart, useless without the key. */
const TOKEN = 8;
const MOST = 500;

/** Returns the words of a question as keyed hashes: by whole words, without case and accents, it can be found. */
export function wordTokens(keys: TenantKeys, text: string): Buffer[] {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const folded = new Set(words.map(foldLetters).filter(Boolean));
  return [...folded]
    .slice(0, MOST)
    .map((word) => hmac(keys.index, `assistant\0${word}`).subarray(0, TOKEN));
}
