import { setImmediate as nextTurn } from 'node:timers/promises';
import { newId } from '#lib/ids.ts';
import type { ContactImport } from '#models/import.ts';
import { addressIndexes } from '../contacts/row.ts';
import type { TokenMemory } from '../contacts/search.ts';
import type { Context } from '../context.ts';
import type { Chunk } from '../imports/kept-rows.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { ChunkFailure, ChunkNote } from './note.ts';
import { readRow } from './read-row.ts';
import { encryptContact } from './save-contacts.ts';
import type { ChunkRow } from './write-chunk.ts';

/** What can be done with a chunk before its transaction: its rows read, and encrypted as the contacts they may become. */
export type PreparedChunk = {
  chunk: Chunk;
  good: ChunkRow[];
  bad: ChunkFailure[];
  notes: ChunkNote[];
};

/** After how many rows others get a turn: the transaction of the chunk before runs meanwhile. */
const ROWS_AT_ONCE = 25;

/** Prepares a chunk. @param newPeople whether to encrypt its rows already, because most people are new */
export async function prepareChunk(
  ctx: Context,
  keys: TenantKeys,
  memory: TokenMemory,
  { columns, mapping }: Pick<ContactImport, 'columns' | 'mapping'>,
  chunk: Chunk,
  country: string,
  newPeople: boolean,
): Promise<PreparedChunk> {
  const prepared: PreparedChunk = { chunk, good: [], bad: [], notes: [] };
  for (const [i, { number, values }] of chunk.rows.entries()) {
    if (i % ROWS_AT_ONCE === 0) await nextTurn();
    const read = readRow(columns, values, mapping, country);
    if ('message' in read) {
      prepared.bad.push({ number, ...read });
      continue;
    }
    const id = newId();
    const row = { ...read.row, ...addressIndexes(keys, read.row) };
    const encrypted = newPeople ? encryptContact(ctx, keys, memory, id, row) : null;
    prepared.good.push({ number, row, id, encrypted });
    for (const note of read.notes) prepared.notes.push({ number, ...note });
  }
  return prepared;
}
