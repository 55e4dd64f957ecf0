import { parentPort } from 'node:worker_threads';
import { tokenMemory } from '../contacts/search.ts';
import { encryptContact } from './encrypt-contact.ts';
import { packed, type Packed } from './packed-contacts.ts';
import type { Work } from './encrypting.ts';

/*
 * The thread of `encrypting.ts`. It gets people of one import and answers with their encrypted columns. A message without
 * content says that it has begun.
 */
const memory = tokenMemory();

parentPort?.on('message', ({ number, keys, people }: Work) => {
  const contacts = people.map(({ id, person }) => encryptContact(keys, memory, id, person));
  const done: Packed = packed(contacts);
  parentPort?.postMessage({ number, done }, [done.bytes.buffer]);
});
parentPort?.postMessage(null, []);
