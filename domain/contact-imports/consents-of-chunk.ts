import type { Trx } from '#lib/db.ts';
import { recordImportedConsents, type ImportedOutcome } from '../consent/record/import-consents.ts';
import type { ImportedConsent } from '../consent/record/imported-consent.contract.ts';
import type { ConsentState } from '../consent/rules.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { addressWords, fieldOf } from '../addresses/by-channel.ts';
import type { DeclinedPeople } from './declined.ts';
import type { ChunkNote } from './note.ts';
import type { TakenRow } from './write-chunk.ts';

/** How many rows recorded a consent, changed nothing, or were refused. */
export type ConsentCounts = Record<ImportedOutcome['outcome'], number>;
export const NO_CONSENTS: ConsentCounts = { recorded: 0, unchanged: 0, refused: 0 };

/**
 * Records the consents of the imported rows. The proof is about the address in the row: a contact that keeps a
 * different address gets no consent, nor does a person of whom the file itself says that they do not want it.
 * @param declined see declinedIn
 */
export async function consentsOfChunk(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  taken: readonly TakenRow[],
  consent: ImportedConsent,
  declined: DeclinedPeople,
  write: boolean,
): Promise<{ counts: ConsentCounts; notes: ChunkNote[] }> {
  const field = fieldOf(consent.channel);
  const counts = { ...NO_CONSENTS };
  const notes: ChunkNote[] = [];
  const refuse = (number: number, why: string, cell?: { column: string; value: string }): void => {
    counts.refused++;
    notes.push({ number, kind: 'consent', column: cell?.column ?? null, message: `no consent was recorded: ${why}`, value: cell?.value ?? null }); // prettier-ignore
  };
  const first = new Map<string, TakenRow>();
  for (const one of taken) {
    const address = one.row[field];
    const no = address === null ? undefined : declined.get(address);
    if (address === null) refuse(one.number, `the row lacks ${addressWords(consent.channel)}`);
    else if (no)
      refuse(
        one.number,
        no.row === one.number
          ? 'by this column the person does not consent'
          : `by row ${no.row} this person does not consent`,
        no,
      );
    else if (one.draft[field] !== address) refuse(one.number, `its contact has another address`);
    else if (first.has(address) || one.draft.consented) counts.unchanged++;
    else first.set(address, one);
  }
  const people = [...first].map(([address, { draft }]) => ({ address, contactId: draft.id }));
  const outcomes = await recordImportedConsents(trx, ctx, keys, people, consent, write);
  for (const [i, { number, draft }] of [...first.values()].entries()) {
    const found = outcomes[i];
    if (!found) continue;
    // In a dry run the same person may appear again in a later chunk.
    if (!write) draft.consented = true;
    if (found.outcome === 'refused') refuse(number, WHY[found.state] ?? `it is ${found.state}`);
    else counts[found.outcome]++;
    if (found.blocked !== null)
      notes.push({ number, kind: 'blocked', column: null, message: `nothing is sent to this address: it is blocked (${found.blocked})`, value: null }); // prettier-ignore
  }
  return { counts, notes };
}

const WHY: Partial<Record<ConsentState, string>> = {
  withdrawn: 'this person withdrew; only they themselves can consent again',
  pending: 'this person was asked, and has not answered yet',
  expired: 'the consent of this person has expired; only they themselves can renew it',
};

/** Adds two counts. */
export const addCounts = (a: ConsentCounts, b: ConsentCounts): ConsentCounts => ({
  recorded: a.recorded + b.recorded,
  unchanged: a.unchanged + b.unchanged,
  refused: a.refused + b.refused,
});
