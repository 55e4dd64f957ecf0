import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import type { ErasureSubject } from '../subject.ts';

/** What an erasure needs besides the ledger. */
export type ErasureMeans = {
  /**
   * Asks the provider to delete a text. @throws when the provider cannot be reached now
   * Absent: there is no provider to ask (a restored backup: the provider deleted it long ago).
   */
  forgetText?(providerMessageId: string): Promise<void>;
  /** Called after each chunk. @param rows deleted so far in this step, where it counts them */
  progress?(rows?: number): void;
};

/** One erasure under way. Nothing in it is personal. */
export type Erasing = {
  services: Services;
  ctx: Context;
  subject: ErasureSubject;
  means: ErasureMeans;
  /** Row of privacy_erasures that counts deletions; null when an erasure is applied again. */
  erasureId: string | null;
};

/** Rows per transaction. */
export const CHUNK = 500;

/** Adds to the counts of an erasure, in the transaction that deletes: a retry counts nothing twice. */
export async function tally(
  trx: Trx,
  { erasureId }: Erasing,
  counts: Record<string, number>,
): Promise<void> {
  const some = Object.entries(counts).filter(([, n]) => n > 0);
  if (erasureId === null || !some.length) return;
  for (const [kind, n] of some) {
    await trx.raw(
      `update privacy_erasures set updated_at = now(),
         counts = jsonb_set(counts, array[:kind], to_jsonb(coalesce((counts ->> :kind)::int, 0) + :n))
       where id = :id`,
      { kind, n, id: erasureId },
    );
  }
}

/** Runs a step's chunks until one deletes nothing. @param chunk returns the number of deleted rows */
export async function inChunks(one: Erasing, chunk: (trx: Trx) => Promise<number>): Promise<void> {
  let all = 0;
  for (let taken = 1; taken > 0;) {
    taken = await one.services.db.withRetentionRole(one.ctx, chunk);
    all += taken;
    one.means.progress?.(all);
  }
}
