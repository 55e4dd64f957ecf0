import type { Trx } from '#lib/db.ts';
import { phoneKey } from '#lib/phone-spellings.ts';
import type { Contact } from '#models/contact.ts';
import { isHeldContact, losesValues } from '../contacts/held.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { MOST_TAGS } from '../contacts/contract.ts';
import { addressIndexes, decryptPerson, type AddressIndexes } from '../contacts/row.ts';
import type { TokenMemory } from '../contacts/search.ts';
import type { AddressKind } from '../imports/targets.contract.ts';
import type { ReadRow } from './read-row.ts';
import type { ChunkFailure, ChunkNote } from './note.ts';
import type { EncryptedContact } from './encrypt-contact.ts';
import { saveContacts, type Draft } from './save-contacts.ts';

/** A valid row. `id` and `encrypted`: the contact it becomes if nobody has its addresses. */
export type ChunkRow = {
  number: number;
  row: ReadRow & AddressIndexes;
  id: string;
  encrypted: EncryptedContact | null;
};
/** An imported row with the contact it created or matched. */
export type TakenRow = { number: number; row: ReadRow; draft: Draft };
export type ChunkResult = {
  created: number;
  /** Rows that matched a contact; `unchanged` counts those of them without new values. */
  updated: number;
  unchanged: number;
  failures: ChunkFailure[];
  /** Notes on what was not done for imported rows. */
  notes: ChunkNote[];
  taken: TakenRow[];
};

export const TWO_CONTACTS = 'its e-mail and its phone belong to two different contacts';

/**
 * Merges rows into contacts, in order: matched by e-mail, else by phone. Duplicates within the file match the contact
 * of their first row. Values in the file replace existing ones; tags and fields are added.
 * @param known contacts of earlier chunks of a dry run, by blind index in hex
 * @param memory see searchTokensInHex
 * @param write false for a dry run
 */
export async function writeChunk(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  rows: readonly ChunkRow[],
  known: Map<string, Draft>,
  memory: TokenMemory,
  write: boolean,
): Promise<ChunkResult> {
  // A dry run keeps the contacts of earlier chunks only in memory; a real run finds them in the table.
  const drafts = write ? new Map<string, Draft>() : known;
  await loadDrafts(trx, keys, rows, drafts);
  const result: ChunkResult = {
    created: 0,
    updated: 0,
    unchanged: 0,
    failures: [],
    notes: [],
    taken: [],
  };
  const touched = new Set<Draft>();
  const met = (index: Buffer | null): Draft | undefined =>
    index === null ? undefined : drafts.get(index.toString('hex'));
  for (const { number, row: read, id, encrypted } of rows) {
    const shared = ofSomebodyElse(read, met(read.email_bidx), met(read.phone_bidx));
    const row =
      shared === null ? read : { ...read, [shared]: null, [`${shared}_bidx` as const]: null };
    if (shared !== null) result.notes.push(noteOf(number, SHARED[shared]));
    const [byEmail, byPhone] = [met(row.email_bidx), met(row.phone_bidx)];
    if (byEmail && byPhone && byEmail !== byPhone) {
      result.failures.push({
        number,
        column: null,
        message: TWO_CONTACTS,
      });
      continue;
    }
    const found = byEmail ?? byPhone;
    const draft = found ?? {
      ...row,
      id,
      isNew: true,
      changed: false,
      encrypted: shared === null ? encrypted : null,
    };
    if (found) {
      // A second address does not replace the first one, which may have consent.
      const merged = await mergeKept(trx, found, row, (message) =>
        result.notes.push(noteOf(number, message)),
      );
      result.notes.push(...notAdded(found, row).map((message) => noteOf(number, message)));
      result.updated++;
      if (merged) {
        draft.changed = true;
        draft.encrypted = null;
      } else result.unchanged++;
    } else {
      result.created++;
    }
    touched.add(draft);
    result.taken.push({ number, row, draft });
    for (const index of [draft.email_bidx, draft.phone_bidx]) {
      if (index !== null) drafts.set(index.toString('hex'), draft);
    }
  }
  if (write) await saveContacts(trx, ctx, keys, [...touched], memory);
  return result;
}

const SHARED: Record<AddressKind, string> = {
  email: 'its further e-mail was not used: it belongs to another contact',
  phone: 'its further phone was not used: it belongs to another contact',
};

/** Returns the kind of an address from a further column that belongs to another contact, e.g. a household's phone. */
function ofSomebodyElse(
  row: ReadRow,
  byEmail: Draft | undefined,
  byPhone: Draft | undefined,
): AddressKind | null {
  const isOther = (met: Draft | undefined, own: AddressKind, by: Draft | undefined): boolean =>
    met !== undefined &&
    row[own] !== null &&
    met !== by &&
    (by !== undefined || (met[own] !== null && !isSame(own, met[own], row[own])));
  if (row.further?.includes('phone') && isOther(byPhone, 'email', byEmail)) return 'phone';
  if (row.further?.includes('email') && isOther(byEmail, 'phone', byPhone)) return 'email';
  return null;
}

/** Whether two addresses are the same one: a phone may have several spellings. */
const isSame = (kind: AddressKind, a: string | null, b: string | null): boolean =>
  a === b || (kind === 'phone' && a !== null && b !== null && phoneKey(a) === phoneKey(b));

/** Loads the contacts that may match these rows. */
async function loadDrafts(
  trx: Trx,
  keys: TenantKeys,
  rows: readonly ChunkRow[],
  drafts: Map<string, Draft>,
): Promise<void> {
  const emails = rows.flatMap(({ row }) => row.email_bidx ?? []);
  const phones = rows.flatMap(({ row }) => row.phone_bidx ?? []);
  const found: Contact[] = await trx('contacts')
    .whereRaw('email_bidx = any(?) or phone_bidx = any(?)', [emails, phones])
    .orderBy('id')
    .forUpdate();
  for (const contact of found) {
    const person = decryptPerson(keys, contact);
    const draft: Draft = {
      ...person,
      // Made anew: those of a phone with several spellings may be from before it had one key.
      ...addressIndexes(keys, person),
      locale: contact.locale,
      time_zone: contact.time_zone,
      country: contact.country,
      tags: contact.tags,
      id: contact.id,
      isNew: false,
      changed: false,
      encrypted: null,
    };
    for (const bidx of [contact.email_bidx, contact.phone_bidx]) {
      const key = bidx?.toString('hex');
      if (key !== undefined && !drafts.has(key)) drafts.set(key, draft);
    }
  }
}

const KEPT_BY_HOLD = 'its other values were not used: a legal hold keeps what the contact has';

/** Merges a row into a contact; under a legal hold, without what would replace a value. @returns whether anything changed */
async function mergeKept(
  trx: Trx,
  draft: Draft,
  row: ReadRow & AddressIndexes,
  note: (message: string) => void,
): Promise<boolean> {
  const before: Draft = { ...draft };
  const changed = merge(draft, row);
  if (!changed || draft.isNew || !losesValues(before, draft)) return changed;
  if (!(await isHeldContact(trx, draft.id))) return changed;
  note(KEPT_BY_HOLD);
  draft.name = before.name ?? draft.name;
  draft.locale = before.locale ?? draft.locale;
  draft.time_zone = before.time_zone ?? draft.time_zone;
  draft.country = before.country ?? draft.country;
  draft.fields = { ...draft.fields, ...before.fields };
  return isOther(before, draft);
}

const isOther = (before: Draft, after: Draft): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);

/** Merges a row into a contact. @returns whether anything changed */
function merge(draft: Draft, row: ReadRow & AddressIndexes): boolean {
  const before = JSON.stringify([draft.email, draft.phone, draft.name, draft.locale, draft.time_zone, draft.country, draft.tags, draft.fields]); // prettier-ignore
  if (draft.email === null) [draft.email, draft.email_bidx] = [row.email, row.email_bidx];
  if (draft.phone === null) [draft.phone, draft.phone_bidx] = [row.phone, row.phone_bidx];
  draft.name = row.name ?? draft.name;
  draft.locale = row.locale ?? draft.locale;
  draft.time_zone = row.time_zone ?? draft.time_zone;
  draft.country = row.country ?? draft.country;
  draft.tags = [...new Set([...draft.tags, ...row.tags])].slice(0, MOST_TAGS);
  draft.fields = { ...draft.fields, ...row.fields };
  const after = JSON.stringify([draft.email, draft.phone, draft.name, draft.locale, draft.time_zone, draft.country, draft.tags, draft.fields]); // prettier-ignore
  return before !== after;
}

const noteOf = (number: number, message: string): ChunkNote => ({
  number,
  kind: 'not_done',
  column: null,
  message,
  value: null,
});

/** Returns messages about values of a row that the merged contact did not take. */
function notAdded(draft: Draft, row: ReadRow): string[] {
  const other = (field: 'email' | 'phone'): boolean =>
    row[field] !== null && !isSame(field, draft[field], row[field]);
  return [
    ...(other('email') ? ['its e-mail was not used: its contact has another, which stays'] : []),
    ...(other('phone') ? ['its phone was not used: its contact has another, which stays'] : []),
    ...(row.tags.every((tag) => draft.tags.includes(tag))
      ? []
      : [`not all of its tags were added: its contact has ${MOST_TAGS}, the maximum`]),
  ];
}
