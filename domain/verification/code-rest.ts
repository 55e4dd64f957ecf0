import type { Trx } from '#lib/db.ts';
import { Verification } from '#models/verification.ts';
import { restLeft } from '../senders/sender-rests.ts';

/**
 * Returns how long the sender of a code still has to wait, in milliseconds; 0 when it need not, or when no code is
 * due.
 */
export async function codeRest(trx: Trx, id: string): Promise<number> {
  const v = await Verification.query(trx).findOne({ id, status: 'pending' });
  return v && v.sent < v.sends ? restLeft(trx, v.channel) : 0;
}
