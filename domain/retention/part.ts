import type { Services } from '../context.ts';
import type { Trx } from '#lib/db.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { RetentionAction } from './kinds.ts';

/** One chunk being taken away, in its transaction. */
export type Taking = {
  trx: Trx;
  services: Services;
  keys: TenantKeys;
  runId: string;
  action: RetentionAction;
};

/** Lines of an archive: a table and SQL that selects `id` and `row` (jsonb) for `:ids`. */
export type ArchiveLines = { table: string; sql: string };

/**
 * Rows of one table that age. Its SQL decides alone what is due, for dry and real runs alike (due.ts); bindings are
 * `:cutoff` and nothing else.
 */
export type Part = {
  name: string;
  /** A table with its alias, and joins. */
  from: string;
  id: string;
  idType: 'uuid' | 'text';
  /** Expression: the time its age counts from. */
  at: string;
  /** Expression in an index, by which chunks go on; absent: by id alone. */
  key?: string;
  /** Whether a row can go at all, whatever its age. */
  may(action: RetentionAction): string;
  /** Expression: its content, for the hash of what went. */
  content: string;
  /** Expression: whether a legal hold keeps it. */
  held: string;
  /** The alias that is locked; absent for rows nobody may change. */
  lock?: string;
  /** Rows of one transaction. @default 1000 */
  most?: number;
  archive?: readonly ArchiveLines[];
  /** Takes them away or empties them; whatever hangs on them too. */
  take(taking: Taking, ids: string[]): Promise<void>;
};
