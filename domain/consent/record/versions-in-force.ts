import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Consent } from '#models/consent.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Act, EventFacts } from './act.ts';
import { endOf } from '../../purposes/purposes.ts';
import type { ConsentAct } from '../rules.ts';
import { whoseLaw } from './whose-law.ts';
import { currentNotices, wordingHashes } from '../../purposes/wordings.ts';

type Told = { id: string; version: number; expires_after_days: number | null };

/**
 * Reads the versions of the purposes and privacy notices that people saw, and the law that applies: those in force, or
 * those of the event that an act answers (`shown`), with the period of that version. `now` is the database's clock, read while the consents are locked: acts that lock later also have a later time.
 */
export async function versionsInForce(trx: Trx, keys: TenantKeys, acts: readonly Act[]) {
  const purposes: (Told & { now: Date })[] = await trx('purposes as p')
    .whereIn('p.id', [...new Set(acts.map(({ consent }) => consent.purpose_id))])
    .select('p.id', 'p.version', 'p.expires_after_days', trx.raw('clock_timestamp() as now'));
  const law = await whoseLaw(trx, keys, acts);
  const languages = [...new Set(acts.flatMap(({ facts }) => facts.language ?? []))];
  const notices = await currentNotices(trx, languages);
  const byId = new Map(purposes.map((row) => [row.id, row]));
  const earlier = await versionsShown(trx, acts);
  const purposeOf = ({ purpose_id: id }: Consent, { shown }: EventFacts): Told | undefined => {
    const inForce = byId.get(id);
    if (!shown || shown.purposeVersion === inForce?.version) return inForce;
    return earlier.find((one) => one.id === id && one.version === shown.purposeVersion) ?? inForce;
  };
  const hashes = await wordingHashes(trx, [
    ...acts.flatMap(({ facts }) => facts.wordingId ?? []),
    ...acts.flatMap(({ facts }) => facts.shown?.noticeId ?? []),
    ...notices.values(),
  ]);
  return {
    hashes,
    now: purposes[0]?.now ?? timeOf(trx),
    endOf: (consent: Consent, facts: EventFacts, capturedAt: Date): Date | null => {
      if (facts.expiresAt !== undefined) return facts.expiresAt;
      const purpose = purposeOf(consent, facts);
      return purpose ? endOf(purpose, capturedAt) : null;
    },
    of: (consent: Consent, act: ConsentAct, facts: EventFacts) => ({
      purpose_version: purposeOf(consent, facts)?.version ?? null,
      jurisdiction: law(consent, facts),
      notice_id:
        facts.shown?.noticeId ??
        (facts.language && (act.action === 'request' || act.action === 'grant')
          ? (notices.get(facts.language) ?? null)
          : null),
    }),
  };
}

/** Returns the versions of purposes that the acts name. */
async function versionsShown(trx: Trx, acts: readonly Act[]): Promise<Told[]> {
  const named = acts.flatMap(({ consent, facts }) =>
    facts.shown?.purposeVersion
      ? [{ id: consent.purpose_id, version: facts.shown.purposeVersion }]
      : [],
  );
  if (!named.length) return [];
  return trx('purpose_versions')
    .whereRaw('(purpose_id, version) in (select * from unnest(?::uuid[], ?::int[]))', [
      named.map(({ id }) => id),
      named.map(({ version }) => version),
    ])
    .select('purpose_id as id', 'version', 'expires_after_days');
}
