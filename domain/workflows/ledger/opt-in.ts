import type { Trx } from '#lib/db.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { Consent } from '#models/consent.ts';
import { WAITS_FOR_ANSWER } from '../../consent/steps.contract.ts';
import { OPT_IN_TTL_MS } from '../../verification/rules.ts';
import type { LedgerStanding } from './ledger-standing.ts';

/** Returns the standing of a request for consent, by its event and its consent. */
export async function optInStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const request = await ConsentEvent.query(trx).findOne({ id });
  if (!request) return null;
  const consent = await Consent.query(trx).findOne({ id: request.consent_id });
  if (consent?.state !== 'pending') {
    const since = (consent?.updated_at ?? request.recorded_at).toISOString();
    return { step: 'ended', since, waiting_for: [], until: null, open: false };
  }
  return {
    step: 'waiting_for_answer',
    since: request.recorded_at.toISOString(),
    waiting_for: [WAITS_FOR_ANSWER],
    until: new Date(request.recorded_at.getTime() + OPT_IN_TTL_MS).toISOString(),
    open: true,
  };
}
