import type { Trx } from '#lib/db.ts';
import { own } from '#lib/own.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import type { Verification } from '#models/verification.ts';
import type { Context } from '../../context.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { refuseWhileErased } from '../../suppressions/erasure-under-way.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { liftOptOut } from './lift-opt-out.ts';
import { provenBy } from './proves.ts';
import { recordEvents } from '../record/record-event.ts';
import { isOwnAct, type ConsentSource } from '../rules.ts';
import { signalWaiting } from './signal-waiting.ts';
import { stillAskedBy } from '../still-asks.ts';

const SOURCES: Record<string, ConsentSource> = {
  web_form: 'web_form', api: 'api', paper: 'paper', verbal: 'verbal', keyword: 'keyword',
  preference_centre: 'preference_centre',
}; // prettier-ignore

/**
 * Grants the consents that a verification proves, in the transaction that approves it: without those that were withdrawn
 * since they were asked for. The person's own act on our pages also lifts a block that says they opted out.
 * @throws AppError conflict while the person is being erased
 */
export async function grantProven(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  v: Verification,
): Promise<void> {
  const asked = await provenBy(trx, v.id);
  const locked = await Consent.query(trx)
    .whereIn(
      'id',
      asked.map((one) => one.consent_id),
    )
    .orderBy('id')
    .forUpdate();
  // Decided under the locks: a withdrawal is either before this or after it.
  const proves = await stillAskedBy(trx, v.id);
  const consents = locked.filter(({ id }) => proves.some((one) => one.consent_id === id));
  await refuseWhileErased(trx, v.address_bidx);
  const requests = await ConsentEvent.query(trx).whereIn(
    'id',
    proves.map((one) => one.request_event_id),
  );
  const languages: { id: string; language: string }[] = await trx('wordings')
    .whereIn(
      'id',
      requests.flatMap((request) => request.wording_id ?? []),
    )
    .select('id', 'language');
  await recordEvents(
    trx,
    // The actor is the person. The caller that relays the code is on record by the request id.
    { ...ctx, actor: { type: 'person', id: v.contact_id } },
    keys,
    consents.map((consent) => {
      const request = requests.find((one) => one.consent_id === consent.id);
      const source = own(SOURCES, request?.source ?? '') ?? 'api';
      return {
        consent,
        act: { action: 'grant', source, proven: true },
        facts: {
          source,
          sourceStated: request?.source_stated,
          wordingId: request?.wording_id ?? null,
          // The code proves this request: its version of the purpose, with its period.
          shown: request && {
            purposeVersion: request.purpose_version,
            noticeId: request.notice_id,
          },
          language: languages.find((one) => one.id === request?.wording_id)?.language,
          verificationId: v.id,
          contactId: v.contact_id,
          // The form that was filled in also determines the law for the grant.
          jurisdiction: request?.jurisdiction,
        },
      };
    }),
  );
  if (requests.length && requests.every(isOwnAct)) await liftOptOut(trx, ctx, keys, v, consents);
  await signalWaiting(trx, ctx, consents);
  const optIn = workflowId('opt-in', ctx.tenantId, v.request_event_id ?? '');
  await postSignal(trx, ctx, 'opt-in', [optIn], 'consentChanged', { state: 'granted' });
}
