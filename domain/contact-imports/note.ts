import type { NoteKind } from './contract.ts';

/** What is wrong with a row, and where. */
export type RowError = { column: string | null; message: string };
export type ChunkFailure = RowError & {
  number: number;
  /** The row is about somebody who was erased: its values are kept nowhere. */
  erased?: true;
};

/** What of a row that was taken was not, or was changed. `value`: the cell it is about. */
export type Note = RowError & { kind: NoteKind; value: string | null };
export type ChunkNote = Note & { number: number };
