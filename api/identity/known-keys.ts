import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Credential } from './credential.ts';

/**
 * How long a valid key is not looked up again, in milliseconds: when another process deletes a key or suspends an
 * organisation, this process refuses it at most this much later.
 */
const KNOWN_MS = 1_000;

/** A cache of API keys: a busy client costs one look-up a second, not two for each call. */
export type KnownKeys = {
  /**
   * Returns a key's credential.
   * @param look finds the key if it may be used now; refused keys are not cached
   */
  credential(key: string, look: () => Promise<Credential | null>): Promise<Credential | null>;
  /** Empties the cache after a change made here, including look-ups that are still running. */
  forget(): void;
};

/**
 * Creates the cache.
 * @param knownMs how long a valid key counts as valid, in milliseconds
 */
export function createKnownKeys(knownMs = KNOWN_MS): KnownKeys {
  // Cached by its hash: the key itself exists only in the request.
  const known = new LRUCache<string, Promise<Credential | null>>({ max: 10_000, ttl: knownMs });
  return {
    async credential(key, look) {
      const digest = hash('sha256', key, 'base64url');
      const looked = known.get(digest);
      const found = looked && (await looked);
      if (found) return found;
      // The second begins before the look-up, and what `forget` removes during the look-up stays removed.
      const looking = look();
      known.set(digest, looking);
      const unknown = (): void => {
        if (known.peek(digest) === looking) known.delete(digest);
      };
      looking.then((credential) => {
        if (!credential) return unknown();
        // A key that ends sooner is cached for a shorter time.
        const { endsIn } = credential;
        if (endsIn !== null && endsIn < knownMs && known.peek(digest) === looking) {
          known.set(digest, looking, { ttl: Math.max(1, Math.floor(endsIn)) });
        }
      }, unknown);
      return looking;
    },
    forget: () => known.clear(),
  };
}
