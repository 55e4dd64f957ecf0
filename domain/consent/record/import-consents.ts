import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Consent } from '#models/consent.ts';
import type { Context } from '../../context.ts';
import { inForce } from '../../suppressions/blocked.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import type { ImportedConsent } from './imported-consent.contract.ts';
import { lockConsents } from './lock-consents.ts';
import { recordEvents } from './record-event.ts';
import { purposeNamed } from '../../purposes/purposes.ts';
import { decide, type ConsentState, type Verdict } from '../rules.ts';
import { keepWording } from '../../purposes/wordings.ts';

/** Returns whether an import is a proof: it has the wording and the time of consent. */
export const isProof = (c: ImportedConsent): boolean =>
  c.wording !== undefined && c.evidence?.captured_at !== undefined;

/** A person in the file, with the address on the consent's channel, normalised. Each address occurs once. */
export type ImportedPerson = { contactId: string; address: string };

/** The result for one person's consent. `blocked`: the suppression that stops messages to the address regardless. */
export type ImportedOutcome = {
  outcome: 'recorded' | 'unchanged' | 'refused';
  /** The state before the import; for a refused one, the state that prevented it. */
  state: ConsentState;
  blocked: string | null;
};

/**
 * Records the consent of imported people, in the transaction of their chunk. Never lifts a withdrawal, never ends a
 * grant, and never answers a pending request.
 * @param write false for a dry run, which only returns what would happen
 * @returns an outcome for each person, in order
 */
export async function recordImportedConsents(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  people: readonly ImportedPerson[],
  consent: ImportedConsent,
  write: boolean,
): Promise<ImportedOutcome[]> {
  if (!people.length) return [];
  const purpose = await purposeNamed(trx, consent.purpose);
  const at = people.map(({ address }) => blindIndex(keys, consent.channel, address));
  const blocks = await blocksAmong(trx, consent.channel, at);
  const decided = write
    ? await record(trx, ctx, keys, people, consent, purpose.id)
    : await dryRun(trx, at, consent, purpose.id);
  return decided.map(({ before, verdict }, i) => ({
    outcome: outcomeOf(before, verdict),
    state: before,
    blocked: blocks.get(at[i]?.toString('hex') ?? '') ?? null,
  }));
}

type Decided = { before: ConsentState; verdict: Verdict };

async function record(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  people: readonly ImportedPerson[],
  consent: ImportedConsent,
  purposeId: string,
): Promise<Decided[]> {
  const wordingId = consent.wording
    ? await keepWording(trx, ctx, consent.wording, consent.language)
    : null;
  const consents = await lockConsents(
    trx,
    ctx,
    keys,
    people.map(({ address, contactId }) => ({
      addressBidx: blindIndex(keys, consent.channel, address),
      address,
      channel: consent.channel,
      purposeId,
      contactId,
    })),
  );
  const before = consents.map((row) => row.state);
  const recorded = await recordEvents(
    trx,
    ctx,
    keys,
    consents.map((row, i) => ({
      consent: row,
      act: { action: 'import', evidence: isProof(consent) },
      facts: {
        capturedAt: consent.evidence?.captured_at,
        source: 'import',
        wordingId,
        evidence: consent.evidence,
        contactId: people[i]?.contactId ?? null,
      },
    })),
  );
  return recorded.map(({ verdict }, i) => ({ before: before[i] ?? 'none', verdict }));
}

/** The dry run: decides by the same rules, without writing. */
async function dryRun(
  trx: Trx,
  at: readonly Buffer[],
  consent: ImportedConsent,
  purposeId: string,
): Promise<Decided[]> {
  const rows: Pick<Consent, 'address_bidx' | 'state'>[] = await trx('consents')
    .where({ channel: consent.channel, purpose_id: purposeId })
    .whereRaw('address_bidx = any(?::bytea[])', [[...at]])
    .select('address_bidx', 'state');
  const states = new Map(rows.map((row) => [row.address_bidx.toString('hex'), row.state]));
  const now = timeOf(trx);
  return at.map((bidx) => {
    const before = states.get(bidx.toString('hex')) ?? 'none';
    const present = { state: before, capturedAt: null, withdrawnAt: null };
    return {
      before,
      verdict: decide(present, { action: 'import', evidence: isProof(consent) }, now, now),
    };
  });
}

function outcomeOf(before: ConsentState, verdict: Verdict): ImportedOutcome['outcome'] {
  if (verdict.outcome === 'becomes') return verdict.state === before ? 'unchanged' : 'recorded';
  return before === 'granted' ? 'unchanged' : 'refused';
}

/** @returns the reasons of suppressions in force, by blind index in hex */
async function blocksAmong(
  trx: Trx,
  channel: ImportedConsent['channel'],
  at: readonly Buffer[],
): Promise<Map<string, string>> {
  const rows: { address_bidx: Buffer; reason: string }[] = await trx('suppressions as s')
    .where('s.channel', channel)
    .whereRaw(`s.address_bidx = any(?::bytea[]) and ${inForce('s')}`, [[...at]])
    .select('s.address_bidx', 's.reason');
  return new Map(rows.map((row) => [row.address_bidx.toString('hex'), row.reason]));
}
