import { Worker } from 'node:worker_threads';
import type { Person } from '../contacts/row.ts';
import { tokenMemory } from '../contacts/search.ts';
import { encryptContact, type ContactKeys, type EncryptedContact } from './encrypt-contact.ts';
import { unpacked, type Packed } from './packed-contacts.ts';

type Someone = { id: string; person: Person };

/** What the thread is asked. */
export type Work = { number: number; keys: ContactKeys; people: readonly Someone[] };

type Answer = { number: number; done: Packed } | null;

/** Encrypts the people of one import. */
export type Encrypting = {
  encrypt(keys: ContactKeys, people: readonly Someone[]): Promise<EncryptedContact[]>;
  /** Resolves when the thread has begun, or will not. */
  begun: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Encrypts the people of a file in a thread beside this one: values and search tokens are almost half of what an
 * import computes. Until the thread has begun, and should it die, they are encrypted here.
 * @param threaded false for small files, which are done before a thread has begun
 */
export function encrypting(threaded: boolean): Encrypting {
  const memory = tokenMemory();
  const here = (keys: ContactKeys, people: readonly Someone[]): EncryptedContact[] =>
    people.map(({ id, person }) => encryptContact(keys, memory, id, person));
  const waiting = new Map<number, (done: Packed | null) => void>();
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  let ready = false;
  let asked = 0;
  const thread = threaded
    ? new Worker(new URL('encrypting-thread.ts', import.meta.url), { env: {}, name: 'encrypting' })
    : null;
  const gone = (): void => {
    ready = false;
    hasBegun();
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  };
  thread?.on('message', (answer: Answer) => {
    if (!answer) {
      ready = true;
      return hasBegun();
    }
    waiting.get(answer.number)?.(answer.done);
    waiting.delete(answer.number);
  });
  thread?.on('error', gone);
  thread?.on('exit', gone);
  thread?.unref();
  if (!thread) hasBegun();
  return {
    begun,
    async encrypt(keys, people) {
      if (!thread || !ready) return here(keys, people);
      const number = ++asked;
      const done = await new Promise<Packed | null>((resolve) => {
        waiting.set(number, resolve);
        const { tenantId, data, index } = keys;
        thread.postMessage({ number, keys: { tenantId, data, index }, people } satisfies Work, []);
      });
      return done ? unpacked(done) : here(keys, people);
    },
    async stop() {
      await thread?.terminate();
    },
  };
}
