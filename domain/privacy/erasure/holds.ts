import type { Trx } from '#lib/db.ts';

/** The ids of the legal holds that keep a person's data. */
export async function holdsOver(
  _trx: Trx,
  _subject: { contactId: string | null; bidxs: Buffer[] },
): Promise<string[]> {
  return [];
}
