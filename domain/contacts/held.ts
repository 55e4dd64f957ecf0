import { own } from '#lib/own.ts';
import type { Trx } from '#lib/db.ts';
import { holdsOn, refuseHeld } from '../holds/in-force.ts';
import { personOf } from './person.ts';

/**
 * Refuses to delete what a legal hold on a contact, or on any address it has or had, keeps. A hold may name the address
 * and be older than the contact.
 * @throws AppError conflict with the ids of the holds
 */
export async function refuseHeldContact(trx: Trx, contactId: string): Promise<void> {
  await refuseHeld(trx, await about(trx, contactId));
}

/** Returns whether a legal hold keeps a contact. */
export const isHeldContact = async (trx: Trx, contactId: string): Promise<boolean> =>
  (await holdsOn(trx, await about(trx, contactId))).length > 0;

const about = async (trx: Trx, contactId: string) => {
  const { addresses } = await personOf(trx, contactId);
  return { contactId, addresses };
};

/** The values of a contact that a hold keeps. */
type Kept = {
  email: string | null;
  phone: string | null;
  name: string | null;
  locale: string | null;
  time_zone: string | null;
  country: string | null;
  tags: readonly string[];
  fields: Record<string, unknown>;
};

/** Whether a change would remove or replace a value; to add one loses nothing. */
export const losesValues = (before: Kept, after: Kept): boolean =>
  (['email', 'phone', 'name', 'locale', 'time_zone', 'country'] as const).some(
    (name) => before[name] !== null && before[name] !== after[name],
  ) ||
  before.tags.some((tag) => !after.tags.includes(tag)) ||
  Object.entries(before.fields).some(
    ([name, value]) => JSON.stringify(own(after.fields, name)) !== JSON.stringify(value),
  );
