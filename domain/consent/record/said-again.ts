import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Act } from './act.ts';
import { CONSENT_SOURCES, type ConsentSource } from '../rules.ts';

/**
 * Returns a function that says whether a repeated withdrawal gets an event. Anybody may withdraw as often as they
 * like, so it gets none when the last hour has one with the same source, recorded as it happened, with only
 * withdrawals since. Otherwise it gets one: it overrides what happened since the recorded withdrawal, and a START
 * restores only consents withdrawn by text. A withdrawal with a stated time gets one when that time is later than the
 * recorded withdrawal.
 */
export async function withdrawalsWorthAnEvent(
  trx: Trx,
  acts: readonly Act[],
  now: Date,
): Promise<(act: Act, capturedAt: Date) => boolean> {
  const recent = await recentWithdrawals(trx, acts.filter(isAgain), now);
  return ({ consent, facts }, capturedAt) =>
    facts.capturedAt === undefined
      ? !recent.has(nameOf(consent.id, facts.source))
      : consent.withdrawn_at === null || capturedAt > consent.withdrawn_at;
}

/** A withdrawal that gets no event, with its time and source. */
export type Unwritten = { id: Consent['id']; at: Date; source: string };

/** Stores the time of the last repeated withdrawal in the consent's row: a grant has to be later. */
export async function keepSaidAgain(trx: Trx, again: readonly Unwritten[]): Promise<void> {
  if (!again.length) return;
  await trx.raw(
    `update consents c set said_again_at = m.at, said_again_source = m.source
     from jsonb_to_recordset(?::jsonb) as m(id uuid, at timestamptz, source text)
     where c.id = m.id and m.at > greatest(c.withdrawn_at, c.said_again_at)`,
    [JSON.stringify(again)],
  );
}

/**
 * Finds the repeated withdrawals without an event. They must be in the history before a request or a grant is
 * decided: they may override it, and the history must show why. This costs one event for each request or grant, not
 * one for each repeat.
 * @returns the withdrawals to be written first, one for each consent
 */
export function toBeWritten(acts: readonly Act[]): Act[] {
  const found = new Map<Consent['id'], Act>();
  for (const { consent, act } of acts) {
    const { id, state, said_again_at: at, said_again_source: source } = consent;
    if (act.action !== 'request' && act.action !== 'grant') continue;
    if (state !== 'withdrawn' || !at || !isSource(source)) continue;
    found.set(id, {
      consent,
      act: { action: 'withdraw', source },
      facts: { source, capturedAt: at },
    });
  }
  return [...found.values()];
}

const isSource = (source: string | null): source is ConsentSource =>
  CONSENT_SOURCES.some((one) => one === source);

const isAgain = ({ consent, act, facts }: Act): boolean =>
  act.action === 'withdraw' && consent.state === 'withdrawn' && facts.capturedAt === undefined;

/** Returns the withdrawals of the last hour, by consent and source. Backdated ones do not count. */
async function recentWithdrawals(
  trx: Trx,
  acts: readonly Act[],
  now: Date,
): Promise<ReadonlySet<string>> {
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
