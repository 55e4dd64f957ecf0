import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';

/** A verification's standing, for the process that drives it. */
export type CodeStanding = {
  status: Verification['status'];
  /** Milliseconds until its time is over; 0 when it is, or when the status is final. */
  waitMs: number;
  /** Codes handed over so far. */
  sent: number;
  /**
   * It holds the opt-in of an erased person: if that stays unproven, the provider's copy must be deleted
   * (unproven-opt-in.ts).
   */
  held: boolean;
};

/** Locks a verification and returns its standing. A missing one counts as canceled: it was erased. */
export async function lockStanding(
  trx: Trx,
  id: string,
): Promise<{ v: Verification | undefined; stands: CodeStanding }> {
  const v = await Verification.query(trx).findOne({ id }).forUpdate();
  if (!v) return { v, stands: { status: 'canceled', waitMs: 0, sent: 0, held: false } };
  const left = v.expires_at.getTime() - timeOf(trx).getTime();
  const waitMs = v.status === 'pending' ? Math.max(0, left) : 0;
  return { v, stands: { status: v.status, waitMs, sent: v.sent, held: v.held_enc !== null } };
}
