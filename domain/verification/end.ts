import type { Trx } from '#lib/db.ts';
import { Verification } from '#models/verification.ts';

/**
 * Ends a pending verification. Its code is forgotten in the same statement: what is over proves nothing any
 * more (rules.md §1.2).
 * @returns it as it is now; undefined when it was over before: an end is final
 */
export const endVerification = (
  trx: Trx,
  id: string,
  status: Exclude<Verification['status'], 'pending' | 'blocked'>,
): Promise<Verification | undefined> => {
  const now = new Date();
  return Verification.query(trx)
    .where({ id, status: 'pending' })
    .patch({ status, code_hmac: null, finished_at: now, updated_at: now })
    .returning('*')
    .first()
    .execute();
};
