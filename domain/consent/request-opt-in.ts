import { AppError, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Consent } from '#models/consent.ts';
import { resolveContact } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { workflowId } from '../processes.ts';
import { createVerification } from '../verification/create.ts';
import { CODE_TTL_MS, OPT_IN_TTL_MS } from '../verification/rules.ts';
import type { OptInRequest } from './contract.ts';
import { purposeNamed } from './purposes.ts';
import { lockConsent, recordEvent } from './record-event.ts';
import { Verification } from '#models/verification.ts';
import { keepWording } from './wordings.ts';

export type OptIn = {
  id: string;
  status: Consent['state'];
  contact_id: string;
  verification_id: string | null;
  workflow_id: string | null;
};

type Started = OptIn & { verificationWorkflow?: string };

/**
 * Asks a person to confirm: the consent becomes pending, a code (and for mail a link) goes out, and the
 * right code grants. Asking again while pending sends a new code. Someone who has granted stays granted.
 * @throws AppError invalid, not_found, conflict (withdrew: only they can come back), rate_limited, unavailable
 */
export async function requestOptIn(
  services: Services,
  ctx: Context,
  input: OptInRequest,
): Promise<OptIn> {
  const capturedAt = input.evidence?.captured_at ?? new Date();
  if (capturedAt.getTime() > Date.now() + 60_000) {
    throw invalidField('evidence.captured_at', 'lies in the future');
  }
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  const verificationId = ctx.resourceId ?? newId();

  const started = await services.db.withTenant(ctx, async (trx): Promise<Started> => {
    const again = await Verification.query(trx).findOne({ id: verificationId });
    if (again?.consent_id) return repeated(ctx, again);
    const purpose = await purposeNamed(trx, input.purpose);
    const person = await resolveContact(trx, keys, ctx, input, {
      channel: input.channel,
      create: true,
    });
    const consent = await lockConsent(trx, ctx, keys, {
      addressBidx: person.addressBidx,
      address: person.address,
      channel: input.channel,
      purposeId: purpose.id,
      contactId: person.id,
    });
    const { verdict, eventId, state } = await recordEvent(
      trx,
      ctx,
      keys,
      consent,
      { action: 'request', source: input.source },
      {
        capturedAt,
        source: input.source,
        wordingId: await keepWording(trx, ctx, input.wording, input.language),
        evidence: input.evidence,
        contactId: person.id,
      },
    );
    if (verdict.outcome === 'refused') {
      throw new AppError(
        'conflict',
        'This person has withdrawn; only they themselves can opt in again',
        {
          extra: { reason: verdict.why },
        },
      );
    }
    const answer = { id: consent.id, status: state, contact_id: person.id };
    if (!eventId) return { ...answer, verification_id: null, workflow_id: null };
    const made = await createVerification(trx, ctx, keys, {
      id: verificationId,
      channel: input.channel,
      address: person.address,
      addressBidx: person.addressBidx,
      purpose: 'opt_in',
      ttlMs: input.channel === 'email' ? OPT_IN_TTL_MS : CODE_TTL_MS,
      contactId: person.id,
      optIn: { consentId: consent.id, requestEventId: eventId },
    });
    return {
      ...answer,
      verification_id: made.id,
      workflow_id: workflowId('opt-in', ctx.tenantId, eventId),
      verificationWorkflow: made.workflow_id,
    };
  });

  const { verificationWorkflow, ...answer } = started;
  if (verificationWorkflow && answer.verification_id && answer.workflow_id) {
    const { tenantId } = ctx;
    await services.processes.start('verification', verificationWorkflow, {
      tenantId,
      id: answer.verification_id,
    });
    const eventId = answer.workflow_id.split(':').at(-1) ?? '';
    await services.processes.start('opt-in', answer.workflow_id, { tenantId, id: eventId });
  }
  return answer;
}

/** The same request again after a crash: its rows are there, its processes are started again. */
const repeated = (ctx: Context, v: Verification): Started => ({
  id: v.consent_id ?? '',
  status: 'pending',
  contact_id: v.contact_id ?? '',
  verification_id: v.id,
  workflow_id: workflowId('opt-in', ctx.tenantId, v.request_event_id ?? ''),
  verificationWorkflow: v.workflow_id,
});
