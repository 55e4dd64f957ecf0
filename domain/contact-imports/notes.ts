import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import type { Row } from '../imports/csv.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import type { NoteKind } from './contract.ts';
import type { ChunkFailure, ChunkNote } from './note.ts';

/**
 * Returns the additional authenticated data of a row of import_errors. Number 0 is a failed row with all its values;
 * notes have higher numbers and one cell.
 */
const aad = (tenantId: string, importId: string, row: number, n: number) => ({
  tenantId,
  table: 'import_errors',
  id: importId,
  column: n === 0 ? String(row) : `${row}/${n}`,
});

/** Decrypts the stored values of a row. @returns its values in the order of the file, or the single cell of a note */
export function keptValues(
  keys: TenantKeys,
  tenantId: string,
  importId: string,
  kept: { row: number; n: number; record_enc: Buffer | null },
): unknown[] {
  const at = aad(tenantId, importId, kept.row, kept.n);
  const values: unknown = JSON.parse(decryptValue(keys, at, kept.record_enc) || '[]');
  return Array.isArray(values) ? values : [];
}

/** Stores the failed rows of a chunk, and the notes about the others. */
export async function keepReport(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  importId: string,
  {
    failures,
    notes,
    records,
  }: {
    failures: readonly ChunkFailure[];
    notes: readonly ChunkNote[];
    records: readonly Row[];
  },
): Promise<void> {
  const values = new Map(records.map((r) => [r.number, r.values]));
  const encrypted = (row: number, n: number, kept: readonly string[]): Buffer | null =>
    encryptValue(keys, aad(ctx.tenantId, importId, row, n), JSON.stringify(kept));
  const failed = failures.map((f) => ({
    tenant_id: ctx.tenantId,
    import_id: importId,
    row: f.number,
    n: 0,
    kind: 'failed',
    column_name: f.column,
    message: f.message,
    // The values of an erased person are not stored again.
    record_enc: f.erased ? null : encrypted(f.number, 0, values.get(f.number) ?? []),
  }));
  const counts = new Map<number, number>();
  const noted = notes.map((note) => {
    const n = (counts.get(note.number) ?? 0) + 1;
    counts.set(note.number, n);
    return {
      tenant_id: ctx.tenantId,
      import_id: importId,
      row: note.number,
      n,
      kind: note.kind,
      column_name: note.column,
      message: note.message,
      record_enc: note.value === null ? null : encrypted(note.number, n, [note.value]),
    };
  });
  const rows = [...failed, ...noted];
  if (rows.length) await trx.batchInsert('import_errors', rows, 500);
}

/** Returns the number of notes of each kind, including those of a chunk. */
export function countNotes(
  before: Readonly<Partial<Record<NoteKind, number>>>,
  notes: readonly ChunkNote[],
): Partial<Record<NoteKind, number>> {
  const counts = { ...before };
  for (const { kind } of notes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
