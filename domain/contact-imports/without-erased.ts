import type { Trx } from '#lib/db.ts';
import { hasErased, keptOutAmong, nameOf } from '../suppressions/erased.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { addressesOf } from '../addresses/addresses.ts';
import type { ChunkFailure } from './note.ts';
import type { ChunkRow } from './write-chunk.ts';

/** Separates the rows of erased people: an import is not an act of the person, so it must not bring anybody back. */
export async function withoutErased(
  trx: Trx,
  keys: TenantKeys,
  rows: readonly ChunkRow[],
): Promise<{ kept: readonly ChunkRow[]; erased: ChunkFailure[] }> {
  if (!(await hasErased(trx))) return { kept: rows, erased: [] };
  const found = await keptOutAmong(
    trx,
    keys,
    rows.flatMap(({ row }) => addressesOf(row)),
  );
  const kept: ChunkRow[] = [];
  const erased: ChunkFailure[] = [];
  for (const one of rows) {
    const [message] = addressesOf(one.row).flatMap((known) => found.get(nameOf(known)) ?? []);
    if (message) erased.push({ number: one.number, column: null, message, erased: true });
    else kept.push(one);
  }
  return { kept, erased };
}
