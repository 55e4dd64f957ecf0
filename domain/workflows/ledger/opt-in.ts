import type { Trx } from '#lib/db.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { Consent } from '#models/consent.ts';
import { WAITS_FOR_ANSWER } from '../../consent/steps.contract.ts';
import { OPT_IN_TTL_MS } from '../../verification/rules.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a request for consent, by its event and its consent. */
async function optInStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
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

export const optInProcess: LedgerProcess = {
  standing: optInStanding,
  // Several purposes may be requested at once: the process has the id of the first request.
  open: `select distinct 'opt-in:' || c.tenant_id || ':' || coalesce(v.request_event_id, r.id) as workflow_id,
      jsonb_strip_nulls(jsonb_build_object(
        'id', coalesce(v.request_event_id, r.id), 'verificationId', v.id)) as input
    from consents c join lateral (select e.id from consent_events e where e.tenant_id = c.tenant_id
        and e.consent_id = c.id and e.action = 'request' order by e.seq desc limit 1) r on true
    left join verification_consents vc on vc.tenant_id = c.tenant_id and vc.request_event_id = r.id
    left join verifications v on v.tenant_id = vc.tenant_id and v.id = vc.verification_id
    where c.state = 'pending'`,
  failed: null,
  cancel: null,
};
