import type { Trx } from '#lib/db.ts';
import type { Consent } from '#models/consent.ts';
import type { Act } from './act.ts';
import { CONSENT_SOURCES, type ConsentSource } from '../rules.ts';

/**
 * Whether a withdrawal of what is withdrawn already is worth an event. Anybody may say no, as often as they like, so
 * it is not when the same was written within the last hour: same source, as it happened, nothing but withdrawals since.
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

/** A withdrawal that gets no event, and what was said with it. */
export type Unwritten = { id: Consent['id']; at: Date; source: string };

/** Keeps when it was last said, with the consent: a yes has to come after that. */
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
 * What was said again has to be in the history before a request or a yes is decided on: it may beat that, and whoever
 * reads the history must see why. So it costs one event for each act that is news, not for each repeat.
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
