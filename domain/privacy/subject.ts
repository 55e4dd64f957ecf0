import type { Trx } from '#lib/db.ts';
import { z } from 'zod';
import { Consent } from '#models/consent.ts';
import { Contact } from '#models/contact.ts';
import { consentAddress } from '../consent/consent-address.ts';
import { decryptPerson } from '../contacts/row.ts';
import type { Context } from '../context.ts';
import { suppressionHash, type KnownAddress } from '../suppressions/erased.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { decryptPersonal, personKeysOf } from '../encryption/person-keys.ts';
import { decryptValue } from '../encryption/personal.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** One address of a person as two keyed hashes, hex: under the index key and under the suppression key. */
export const subjectAddress = z.object({
  channel: z.enum(['sms', 'email']),
  bidx: hash,
  suppression_hash: hash,
});
export const subjectAddresses = z.array(subjectAddress);
export type SubjectAddress = z.output<typeof subjectAddress>;

/** A person without personal data, to look for their rows. */
export type Subject = {
  contactId: string | null;
  addresses: readonly Pick<SubjectAddress, 'channel' | 'bidx'>[];
};

/** A person without personal data: the input of an erasure, so that it can be repeated on an old backup. */
export type ErasureSubject = { contactId: string | null; addresses: readonly SubjectAddress[] };

/** Returns the blind indexes of a person's addresses. */
export const bidxs = (subject: Subject): Buffer[] =>
  subject.addresses.map((one) => Buffer.from(one.bidx, 'hex'));

/** Returns the stored form of a person's address. @param address normalised */
export const asSubjectAddress = (keys: TenantKeys, known: KnownAddress): SubjectAddress => ({
  channel: known.channel,
  bidx: blindIndex(keys, known.channel, known.address).toString('hex'),
  suppression_hash: suppressionHash(keys, known).toString('hex'),
});

/**
 * Returns every address a contact has or had: its current ones, and those of its earlier consents, codes and texts.
 * Excludes an address that belongs to another contact now.
 * @throws Error if one of them cannot be read: an erasure needs it in clear
 */
export async function subjectOf(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  contact: Contact,
): Promise<ErasureSubject> {
  const { email, phone } = decryptPerson(keys, contact);
  const id = contact.id;
  const aad = (table: string, rowId: string, column: string) => ({
    tenantId: ctx.tenantId,
    table,
    id: rowId,
    column,
  });
  const consents = await Consent.query(trx).where({ contact_id: id });
  const codes: { id: string; channel: 'sms' | 'email'; to_enc: Buffer }[] = await trx(
    'verifications',
  )
    .where({ contact_id: id })
    .select('id', 'channel', 'to_enc');
  const texts: { id: string; channel: 'sms' | 'email'; from_enc: Buffer }[] = await trx(
    'inbound_messages',
  )
    .where({ contact_id: id })
    .select('id', 'channel', 'from_enc');
  const persons = await personKeysOf(trx, keys, texts.map((i) => i.from_enc)); // prettier-ignore
  const known: KnownAddress[] = [
    ...(email === null ? [] : [{ channel: 'email' as const, address: email }]),
    ...(phone === null ? [] : [{ channel: 'sms' as const, address: phone }]),
    ...consents.map((c) => ({ channel: c.channel, address: consentAddress(keys, c) ?? '' })),
    ...codes.map((v) => ({
      channel: v.channel,
      address: decryptValue(keys, aad('verifications', v.id, 'to'), v.to_enc),
    })),
    ...texts.map((i) => ({
      channel: i.channel,
      address:
        decryptPersonal(keys, persons, aad('inbound_messages', i.id, 'from'), i.from_enc) ?? '',
    })),
    // Empty: left by an earlier erasure.
  ].filter(({ address }) => address !== '');
  const all = new Map(
    known.map((one) => {
      const address = asSubjectAddress(keys, one);
      return [address.bidx, address];
    }),
  );
  return { contactId: id, addresses: await withoutOthers(trx, id, [...all.values()]) };
}

/** The same person by the indexes of their addresses alone: also where an address cannot be read. */
export async function indexedSubjectOf(trx: Trx, { id }: Pick<Contact, 'id'>): Promise<Subject> {
  const { rows } = await trx.raw<{ rows: { channel: 'sms' | 'email'; bidx: string }[] }>(
    `select distinct channel, encode(bidx, 'hex') as bidx from (
       select 'email' as channel, email_bidx as bidx from contacts where id = :id
       union all select 'sms', phone_bidx from contacts where id = :id
       union all select channel, address_bidx from consents where contact_id = :id
       union all select channel, address_bidx from verifications where contact_id = :id
       union all select channel, address_bidx from inbound_messages where contact_id = :id
     ) a where bidx is not null`,
    { id },
  );
  return { contactId: id, addresses: await withoutOthers(trx, id, rows) };
}

/** Returns those that belong to no other contact now. */
async function withoutOthers<T extends { bidx: string }>(
  trx: Trx,
  id: string,
  addresses: readonly T[],
): Promise<T[]> {
  const others: { email_bidx: Buffer | null; phone_bidx: Buffer | null }[] = await trx('contacts')
    .whereNot({ id })
    .whereRaw('(email_bidx = any(:all) or phone_bidx = any(:all))', {
      all: addresses.map(({ bidx }) => Buffer.from(bidx, 'hex')),
    })
    .select('email_bidx', 'phone_bidx');
  const theirs = new Set(
    others.flatMap((other) =>
      [other.email_bidx, other.phone_bidx].flatMap((bidx) => bidx?.toString('hex') ?? []),
    ),
  );
  return addresses.filter(({ bidx }) => !theirs.has(bidx));
}

/**
 * SQL for rows of this person: they name the contact; or no contact, and an address that is only theirs. The alias
 * must have contact_id and address_bidx; bindings are `contact` and `bidxs`.
 */
export const owned = (alias: string): string =>
  `(${alias}.contact_id = :contact::uuid
     or ${alias}.contact_id is null and ${alias}.address_bidx = any(:bidxs::bytea[]))`;

/** Returns the bindings of `owned`. */
export const owner = (subject: Subject) => ({
  contact: subject.contactId,
  bidxs: bidxs(subject),
});
