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
 * Reads the versions in force of the purposes and privacy notices that people saw, and the law that applies. `now` is
 * the database's clock, read while the consents are locked: acts that lock later also have a later time.
 */
export async function versionsInForce(trx: Trx, keys: TenantKeys, acts: readonly Act[]) {
  const purposes: (Told & { now: Date })[] = await trx('purposes as p')
    .whereIn('p.id', [...new Set(acts.map(({ consent }) => consent.purpose_id))])
    .select('p.id', 'p.version', 'p.expires_after_days', trx.raw('clock_timestamp() as now'));
  const law = await whoseLaw(trx, keys, acts);
  const languages = [...new Set(acts.flatMap(({ facts }) => facts.language ?? []))];
  const notices = await currentNotices(trx, languages);
  const byId = new Map(purposes.map((row) => [row.id, row]));
  const hashes = await wordingHashes(trx, [
    ...acts.flatMap(({ facts }) => facts.wordingId ?? []),
    ...notices.values(),
  ]);
  return {
    hashes,
    now: purposes[0]?.now ?? timeOf(trx),
    endOf: (consent: Consent, facts: EventFacts, capturedAt: Date): Date | null => {
      if (facts.expiresAt !== undefined) return facts.expiresAt;
      const purpose = byId.get(consent.purpose_id);
      return purpose ? endOf(purpose, capturedAt) : null;
    },
    of: (consent: Consent, act: ConsentAct, facts: EventFacts) => ({
      purpose_version: byId.get(consent.purpose_id)?.version ?? null,
      jurisdiction: law(consent, facts),
      notice_id:
        facts.language && (act.action === 'request' || act.action === 'grant')
          ? (notices.get(facts.language) ?? null)
          : null,
    }),
  };
}
