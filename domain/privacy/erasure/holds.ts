import type { Trx } from '#lib/db.ts';
import { holdsOn } from '../../holds/in-force.ts';

/** Returns the ids of the legal holds on a person's data. @param options.lock see `holdsOn` */
export async function holdsOver(
  trx: Trx,
  subject: { contactId: string | null; bidxs: Buffer[] },
  options: { lock?: boolean } = {},
): Promise<string[]> {
  const about = { contactId: subject.contactId, addresses: subject.bidxs };
  const holds = await holdsOn(trx, about, options);
  return holds.map((hold) => hold.id);
}
