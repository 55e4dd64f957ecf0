import type { NoteKind } from './contract.ts';

/** An error in a row, with its column. */
export type RowError = { column: string | null; message: string };
export type ChunkFailure = RowError & {
  number: number;
  /** The row is about an erased person: its values are not stored. */
  erased?: true;
};

/** A note about an imported row: a value that was omitted or changed. `value`: the cell concerned. */
export type Note = RowError & { kind: NoteKind; value: string | null };
export type ChunkNote = Note & { number: number };
