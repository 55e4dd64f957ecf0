import { invalidField, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { countryOf } from '../addresses/address.ts';
import { countLookUp } from '../limits/look-ups.ts';
import { refuseChange } from '../suppressions/erasure-under-way.ts';
import { refuseErased } from '../suppressions/erased.ts';
import { addressesOf, readAddresses } from '../addresses/addresses.ts';
import type { ContactPatch } from './contract.ts';
import { lookAgainAt } from '../message-ledger/look-again.ts';
import { losesValues, refuseHeldContact } from './held.ts';
import { assertFree } from './create.ts';
import { keepPast } from './keep-past.ts';
import { notePhone } from '../addresses/known-numbers.ts';
import { decryptPerson, encryptPerson } from './row.ts';
import { contactView, type ContactView } from './view.ts';

/** Fields that tell where the person is, and so when their quiet hours are. */
const WHERE = ['time_zone', 'country', 'phone', 'email', 'fields'] as const;

/**
 * Changes the given fields. A new address starts without consent, since consent belongs to the address. Messages to
 * the old address stay with the contact.
 * @throws AppError not_found, invalid, conflict (also while the person is being erased, and for
 *   a value that a legal hold keeps), rate_limited
 */
export async function updateContact(
  services: Services,
  ctx: Context,
  id: string,
  patch: ContactPatch,
): Promise<ContactView> {
  const keys = await services.keyring.keys(ctx);
  await countTried(services, ctx, id, patch);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Contact.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Contact');
    await refuseChange(trx, id);
    const before = decryptPerson(keys, row);
    const addresses = await readAddresses(trx, patch);
    const person = {
      ...before,
      ...addresses,
      ...(patch.name === undefined ? {} : { name: patch.name }),
      fields: merged(before.fields, patch.fields ?? {}),
    };
    if (person.email === null && person.phone === null) {
      throw invalidField('email', 'a contact needs an e-mail address or a phone number');
    }
    const kept = {
      locale: row.locale,
      time_zone: row.time_zone,
      country: row.country,
      tags: row.tags,
    };
    const now = {
      locale: patch.locale === undefined ? row.locale : patch.locale,
      time_zone: patch.time_zone === undefined ? row.time_zone : patch.time_zone,
      country: countryNow(row.country, person.phone, patch),
      tags: patch.tags ?? row.tags,
    };
    if (losesValues({ ...before, ...kept }, { ...person, ...now })) {
      await refuseHeldContact(trx, id);
    }
    const encrypted = encryptPerson(keys, ctx.tenantId, id, person);
    await assertFree(trx, ctx, id, encrypted);
    await refuseErased(trx, keys, addressesOf(addresses));
    await keepPast(trx, id, givenUp(row, encrypted));
    const made = await Contact.query(trx)
      .where({ id })
      .patch({
        ...encrypted,
        ...(patch.locale === undefined ? {} : { locale: patch.locale }),
        ...(patch.time_zone === undefined ? {} : { time_zone: patch.time_zone }),
        country: now.country,
        ...(patch.tags === undefined ? {} : { tags: patch.tags }),
        updated_at: timeOf(trx),
      })
      .returning('*')
      .first()
      .throwIfNotFound();
    await notePhone(trx, keys, encrypted.phone_bidx, person.phone);
    if (WHERE.some((field) => patch[field] !== undefined)) await lookAgainAt(trx, ctx, [id]);
    await recordAudit(trx, ctx, {
      action: 'contact.updated',
      entityType: 'contact',
      entityId: id,
      detail: { fields: Object.keys(patch) },
    });
    return contactView(keys, made);
  });
}

/**
 * Counts a change of address as a search for callers who may not see addresses: an address that another contact has
 * is refused, so trying addresses would reveal who has which.
 * @throws AppError rate_limited
 */
async function countTried(
  services: Services,
  ctx: Context,
  id: string,
  patch: ContactPatch,
): Promise<void> {
  if (ctx.permissions.has('pii:read') || !(patch.email || patch.phone)) return;
  const keys = await services.keyring.keys(ctx);
  const isNew = await services.db.withTenant(ctx, async (trx) => {
    const row = await Contact.query(trx).findOne({ id });
    const before = row && decryptPerson(keys, row);
    const now = await readAddresses(trx, patch);
    return (now.email && now.email !== before?.email) || (now.phone && now.phone !== before?.phone);
  });
  if (isNew) await countLookUp(services, ctx);
}

/** Returns the country after a change: the one given, else that of a new number, else the one before. */
function countryNow(
  before: string | null,
  phone: string | null,
  patch: ContactPatch,
): string | null {
  if (patch.country) return patch.country;
  if (patch.country === undefined && patch.phone === undefined) return before;
  return phone === null ? null : countryOf(phone);
}

/** Returns the addresses that the contact no longer has. */
const givenUp = (before: Reached, after: Reached): Buffer[] =>
  (['email_bidx', 'phone_bidx'] as const).flatMap((column) => {
    const [old, now] = [before[column], after[column]];
    return old && !(now && old.equals(now)) ? [old] : [];
  });
type Reached = Pick<Contact, 'email_bidx' | 'phone_bidx'>;

/** Merges custom fields; null removes one. */
const merged = (
  before: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null));
