import type { Trx } from '#lib/db.ts';
import { holdsOn } from '../../holds/in-force.ts';

/** The ids of the legal holds that keep a person's data. */
export async function holdsOver(
  trx: Trx,
  subject: { contactId: string | null; bidxs: Buffer[] },
): Promise<string[]> {
  const holds = await holdsOn(trx, { contactId: subject.contactId, addresses: subject.bidxs });
  return holds.map((hold) => hold.id);
}
