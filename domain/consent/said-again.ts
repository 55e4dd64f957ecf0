import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Act } from './act.ts';

/**
 * Whether a withdrawal of what is withdrawn already is worth an event. Anybody may say no, as often as they like, so
 * it is not when the same was written within the last hour: same road, as it happened, nothing but withdrawals since.
 * Else it is: it beats what happened between the withdrawal that stands and this one, and a START brings back only who
 * left by texts. A time that is named is news when it is later than the one that stands.
 */
export async function newsOfWithdrawals(
  trx: Trx,
  acts: readonly Act[],
  now: Date,
): Promise<(act: Act, capturedAt: Date) => boolean> {
  const heard = await heardOf(trx, acts.filter(isAgain), now);
  return ({ consent, facts }, capturedAt) =>
    facts.capturedAt === undefined
      ? !heard.has(nameOf(consent.id, facts.source))
      : consent.withdrawn_at === null || capturedAt > consent.withdrawn_at;
}

const isAgain = ({ consent, act, facts }: Act): boolean =>
  act.action === 'withdraw' && consent.state === 'withdrawn' && facts.capturedAt === undefined;

/** One that was dated back does not say that somebody has said no within the hour. */
async function heardOf(trx: Trx, acts: readonly Act[], now: Date): Promise<ReadonlySet<string>> {
  if (!acts.length) return new Set();
  const { rows } = await trx.raw<{ rows: { consent_id: Consent['id']; source: string }[] }>(
    `select e.consent_id, e.source from consent_events e
     where e.consent_id = any(:ids::uuid[]) and e.action = 'withdraw'
       and least(e.captured_at, e.recorded_at) > :now::timestamptz - interval '1 hour'
       and e.captured_at > e.recorded_at - interval '1 minute'
       and not exists (select from consent_events later where later.tenant_id = e.tenant_id
         and later.consent_id = e.consent_id and later.seq > e.seq and later.state_after <> 'withdrawn')`,
    { ids: acts.map(({ consent }) => consent.id), now },
  );
  return new Set(rows.map((row) => nameOf(row.consent_id, row.source)));
}

const nameOf = (consentId: string, source: string): string => `${consentId} ${source}`;
