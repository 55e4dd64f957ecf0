import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';

/** How a verification stands, for the process that drives it. */
export type CodeStanding = {
  status: Verification['status'];
  /** Milliseconds until its time is over; 0 when it is, or when the status is final. */
  waitMs: number;
  /** Codes handed over so far. */
  sent: number;
  /** It holds the sign-up of somebody erased: unless proven, the provider's copy has to go (held.ts). */
  held: boolean;
};

/** Locks a verification and says how it stands. One that is not there counts as canceled: it was erased. */
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
