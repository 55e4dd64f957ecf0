import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { endQuestions, lockQuestions, type AddressIndex } from '../pending-codes/questions.ts';
import { OWN_SOURCES } from './rules.ts';

/** A consent that a code proves, with the request for it. */
export type Proves = { consent_id: string; request_event_id: string };

const OWN = OWN_SOURCES.map((source) => `'${source}'`).join(', ');

/**
 * Returns SQL for whether a request with this alias (a row of `verification_consents`) may still be answered: no
 * withdrawal that is not earlier than it was recorded since. A withdrawal that is dated earlier also ends it, unless
 * the person asked themselves. The same rule as `decide` in rules.ts; a test compares both (test/domain/consent).
 */
const stillAsks = (vc: string): string => `not exists (
  select from consent_events r
    join consents c on c.tenant_id = r.tenant_id and c.id = r.consent_id
    left join consent_events w on w.tenant_id = r.tenant_id and w.consent_id = r.consent_id
      and w.action = 'withdraw' and w.seq > r.seq
  where r.tenant_id = ${vc}.tenant_id and r.id = ${vc}.request_event_id
    and (least(w.captured_at, w.recorded_at) >= least(r.captured_at, r.recorded_at)
      or w.id is not null and r.source not in (${OWN})
      or c.said_again_at >= least(r.captured_at, r.recorded_at)))`;

/** Returns what a code would grant now: without what was withdrawn since it was asked for. */
export const stillAskedBy = (trx: Trx, verificationId: string): Promise<Proves[]> =>
  trx('verification_consents as vc')
    .where({ 'vc.verification_id': verificationId })
    .whereRaw(stillAsks('vc'))
    .orderBy('vc.consent_id')
    .select('vc.consent_id', 'vc.request_event_id');

/**
 * Ends the questions to these addresses of which a withdrawal has left nothing. A question for other purposes as well
 * goes on for those. The request of an erased person goes as a whole: it is recorded only with its proof.
 */
export async function endWithdrawn(
  trx: Trx,
  ctx: Context,
  withdrawn: readonly AddressIndex[],
): Promise<void> {
  const over = await lockQuestions(
    trx,
    withdrawn,
    `(v.held_enc is not null or not exists (select from verification_consents vc
       where vc.tenant_id = v.tenant_id and vc.verification_id = v.id and ${stillAsks('vc')}))`,
  );
  await endQuestions(trx, ctx, over, 'withdrawal');
}
