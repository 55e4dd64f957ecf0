import type { Services } from '../context.ts';
import type { Trx } from '#lib/db.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { RetentionAction } from './kinds.ts';

/** One chunk being deleted, in its transaction. */
export type Taking = {
  trx: Trx;
  services: Services;
  keys: TenantKeys;
  runId: string;
  action: RetentionAction;
};

/** Archive lines: a table and SQL that selects `id` and `row` (jsonb) for `:ids`. */
export type ArchiveLines = { table: string; sql: string };

/**
 * Rows of one table that age. Its SQL alone decides what is due, for dry and real runs alike (due.ts); the only
 * binding is `:cutoff`.
 */
export type Part = {
  name: string;
  /** A table with its alias, and joins. */
  from: string;
  id: string;
  idType: 'uuid' | 'text';
  /** Expression: begin of its age. */
  at: string;
  /** Expression in an index, by which chunks continue; absent: by id alone. */
  key?: string;
  /** Whether a row can be deleted at all, at any age. */
  may(action: RetentionAction): string;
  /** Expression: its content, for the hash of deleted rows. */
  content: string;
  /** Expression: whether it is under a legal hold. */
  held: string;
  /** The alias to lock; absent for rows nobody may change. */
  lock?: string;
  /** Rows per transaction. @default 1000 */
  most?: number;
  archive?: readonly ArchiveLines[];
  /** Deletes or empties the rows, with their dependent rows. */
  take(taking: Taking, ids: string[]): Promise<void>;
};
