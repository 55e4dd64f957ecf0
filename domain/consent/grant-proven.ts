import type { Trx } from '#lib/db.ts';
import { Consent } from '#models/consent.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { Purpose } from '#models/purpose.ts';
import type { Verification } from '#models/verification.ts';
import type { Context } from '../context.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { recordEvent } from './record-event.ts';
import type { ConsentSource } from './rules.ts';
import { waitingFor } from './waiting.ts';

const SOURCES: Record<string, ConsentSource> = {
  web_form: 'web_form', api: 'api', paper: 'paper', verbal: 'verbal', keyword: 'keyword',
  preference_centre: 'preference_centre',
}; // prettier-ignore

/**
 * Grants the consent a verification proves, in the transaction that approves it.
 * @returns the workflows that waited for this
 */
export async function grantProven(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  v: Verification,
): Promise<string[]> {
  const consent = await Consent.query(trx)
    .findOne({ id: v.consent_id ?? '' })
    .forUpdate()
    .throwIfNotFound();
  const request = await ConsentEvent.query(trx)
    .findOne({ id: v.request_event_id ?? '' })
    .throwIfNotFound();
  const purpose = await Purpose.query(trx).findOne({ id: consent.purpose_id }).throwIfNotFound();
  const source = SOURCES[request.source] ?? 'api';
  const now = new Date();
  await recordEvent(
    trx,
    // The person is who grants: whoever relays the code is on record by the request id.
    { ...ctx, actor: { type: 'person', id: v.contact_id } },
    keys,
    consent,
    { action: 'grant', source, proven: true },
    {
      capturedAt: now,
      source,
      wordingId: request.wording_id,
      verificationId: v.id,
      expiresAt: purpose.expires_after_days
        ? new Date(now.getTime() + purpose.expires_after_days * 86_400_000)
        : null,
      contactId: v.contact_id,
    },
  );
  return [workflowId('opt-in', ctx.tenantId, request.id), ...(await waitingFor(trx, consent))];
}
