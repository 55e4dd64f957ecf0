import type { Trx } from '#lib/db.ts';
import { Verification } from '#models/verification.ts';
import { restLeft } from '../senders/sender-rests.ts';

/** How long the sender of a code rests still, in milliseconds; 0 when it does not, or no code is due any more. */
export async function codeRest(trx: Trx, id: string): Promise<number> {
  const v = await Verification.query(trx).findOne({ id, status: 'pending' });
  return v && v.sent < v.sends ? restLeft(trx, v.channel) : 0;
}
