import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Credential } from './credential.ts';

/**
 * How long a key that was found good is not looked up again, in milliseconds: a key deleted or an organisation
 * suspended by another process is refused this much later at most.
 */
const KNOWN_MS = 1_000;

/** API keys looked up a moment ago: a client in a hurry costs one look a second, not two for each call. */
export type KnownKeys = {
  /** @param look finds the key, if it may be used now; what is refused is not remembered */
  credential(key: string, look: () => Promise<Credential | null>): Promise<Credential | null>;
  /** After a change made here: what was known, and what is being looked up right now, counts no longer. */
  forget(): void;
};

/** @param knownMs how long a key that was found good counts as good */
export function createKnownKeys(knownMs = KNOWN_MS): KnownKeys {
  // By its hash: a key itself is nowhere but in the request.
  const known = new LRUCache<string, Promise<Credential | null>>({ max: 10_000, ttl: knownMs });
  return {
    async credential(key, look) {
      const digest = hash('sha256', key, 'base64url');
      const looked = known.get(digest);
      const found = looked && (await looked);
      if (found) return found;
      // The second counts from here, before the look, and what is forgotten meanwhile stays forgotten.
      const looking = look();
      known.set(digest, looking);
      const unknown = (): void => {
        if (known.peek(digest) === looking) known.delete(digest);
      };
      looking.then((credential) => {
        if (!credential) return unknown();
        // One that ends sooner is known for less.
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
