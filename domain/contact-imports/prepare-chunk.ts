import { setImmediate as nextTurn } from 'node:timers/promises';
import { newId } from '#lib/ids.ts';
import type { ContactImport } from '#models/import.ts';
import { addressIndexes } from '../contacts/row.ts';
import type { Chunk } from '../imports/kept-rows.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Encrypting } from './encrypting.ts';
import type { ChunkFailure, ChunkNote } from './note.ts';
import { readRow } from './read-row.ts';
import type { ChunkRow } from './write-chunk.ts';

/** What can be done with a chunk before its transaction: its rows read, and encrypted as the contacts they may become. */
export type PreparedChunk = {
  chunk: Chunk;
  good: ChunkRow[];
  bad: ChunkFailure[];
  notes: ChunkNote[];
};

/** After how many rows others get a turn: the transaction of the chunk before runs meanwhile. */
const ROWS_AT_ONCE = 10;
/** How many rows are encrypted together, while the next ones are read. */
const ENCRYPTED_AT_ONCE = 250;

/** Prepares a chunk. @param encrypting null if most people are known already: then few of them become contacts */
export async function prepareChunk(
  keys: TenantKeys,
  encrypting: Encrypting | null,
  { columns, mapping }: Pick<ContactImport, 'columns' | 'mapping'>,
  chunk: Chunk,
  country: string,
): Promise<PreparedChunk> {
  const prepared: PreparedChunk = { chunk, good: [], bad: [], notes: [] };
  const encrypted: Promise<void>[] = [];
  let unencrypted: ChunkRow[] = [];
  const encrypt = (): void => {
    if (encrypting) encrypted.push(encryptRows(encrypting, keys, unencrypted));
    unencrypted = [];
  };
  for (const [i, { number, values }] of chunk.rows.entries()) {
    if (i % ROWS_AT_ONCE === 0) await nextTurn();
    const read = readRow(columns, values, mapping, country);
    if ('message' in read) {
      prepared.bad.push({ number, ...read });
      continue;
    }
    const row = { ...read.row, ...addressIndexes(keys, read.row) };
    const good: ChunkRow = { number, row, id: newId(), encrypted: null };
    prepared.good.push(good);
    unencrypted.push(good);
    if (unencrypted.length === ENCRYPTED_AT_ONCE) encrypt();
    for (const note of read.notes) prepared.notes.push({ number, ...note });
  }
  encrypt();
  await Promise.all(encrypted);
  return prepared;
}

async function encryptRows(
  encrypting: Encrypting,
  keys: TenantKeys,
  rows: readonly ChunkRow[],
): Promise<void> {
  const people = rows.map(({ id, row: { email, phone, name, fields } }) => ({
    id,
    person: { email, phone, name, fields },
  }));
  const contacts = await encrypting.encrypt(keys, people);
  for (const [i, row] of rows.entries()) row.encrypted = contacts[i] ?? null;
}
