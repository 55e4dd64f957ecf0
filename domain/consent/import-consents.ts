import type { Trx } from '#lib/db.ts';
import { fieldOf } from '../contacts/by-channel.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { openValue } from '../tenancy/personal.ts';
import type { ImportedConsent } from './imported-consent.contract.ts';
import { lockConsents } from './lock-consents.ts';
import { recordEvents } from './record-event.ts';
import { purposeNamed } from './purposes.ts';
import { keepWording } from './wordings.ts';

export const isProof = (c: ImportedConsent): boolean =>
  c.wording !== undefined && c.evidence?.captured_at !== undefined;

/**
 * Records the consent of imported contacts, in the transaction of their chunk. Never lifts a withdrawal,
 * never ends a grant; contacts without an address for the channel are left out.
 * @returns how many became granted or unproven
 */
export async function recordImportedConsents(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: { contactIds: readonly string[]; consent: ImportedConsent },
): Promise<number> {
  const { consent } = input;
  const purpose = await purposeNamed(trx, consent.purpose);
  const proof = isProof(consent);
  const wordingId = consent.wording
    ? await keepWording(trx, ctx, consent.wording, consent.language)
    : null;
  const column = fieldOf(consent.channel);
  const people: { id: string; enc: Buffer; bidx: Buffer }[] = await trx('contacts')
    .whereIn('id', [...input.contactIds])
    .whereNotNull(`${column}_bidx`)
    .select('id', `${column}_enc as enc`, `${column}_bidx as bidx`);
  const consents = await lockConsents(
    trx,
    ctx,
    keys,
    people.map((person) => ({
      addressBidx: person.bidx,
      address: openValue(
        keys,
        { tenantId: ctx.tenantId, table: 'contacts', id: person.id, column },
        person.enc,
      ),
      channel: consent.channel,
      purposeId: purpose.id,
      contactId: person.id,
    })),
  );
  const recorded = await recordEvents(
    trx,
    ctx,
    keys,
    consents.map((row, i) => ({
      consent: row,
      act: { action: 'import', evidence: proof },
      facts: {
        capturedAt: consent.evidence?.captured_at,
        source: 'import',
        wordingId,
        evidence: consent.evidence,
        contactId: people[i]?.id ?? null,
      },
    })),
  );
  return recorded.filter((r) => r.verdict.outcome === 'becomes').length;
}
