import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Proves } from '../consent/ask/proves.ts';
import { noteNumbers } from '../addresses/known-numbers.ts';
import type { Context } from '../context.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import { guardSend, personIp, destinationFor } from './guard.ts';
import { encryptUnproven, type UnprovenOptIn } from './unproven-opt-in.ts';
import { assertNotLocked } from './locks.ts';
import { MAX_ATTEMPTS, resendWaitMs } from './rules.ts';
import { expectedSegments, recordSend } from './sends.ts';
import { verificationAad } from './view.ts';

export type NewVerification = {
  id: string;
  channel: 'sms' | 'email';
  /** Normalised. */
  address: string;
  addressBidx: Buffer;
  purpose: string;
  ttlMs: number;
  contactId: string | null;
  /** The person's network address, as an API client tells it. On public pages we see it ourselves. */
  clientIp?: string | undefined;
  /** The consents this code will prove, each with the event that asked for it; the first leads. */
  proves?: readonly Proves[];
  /** Instead of those: what somebody who was erased asks for. The address stands in it alone. */
  unproven?: Omit<UnprovenOptIn, 'address'>;
};

/**
 * Adds a pending verification inside the caller's transaction; its workflow sends the code.
 * Meeting a row with this id again (a repeated Idempotency-Key after a crash) changes nothing.
 * @throws AppError invalid, rate_limited: see guard.ts
 */
export async function createVerification(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  input: NewVerification,
): Promise<Verification> {
  const found =
    ctx.resourceId === undefined
      ? undefined
      : await Verification.query(trx).findOne({ id: input.id });
  if (found) return found;
  await assertNotLocked(trx, { address_bidx: input.addressBidx, purpose: input.purpose });
  const to = destinationFor(input.channel, input.address);
  const guarded = await guardSend(trx, ctx, keys, {
    channel: input.channel,
    address: input.address,
    addressBidx: input.addressBidx,
    purpose: input.purpose,
    start: true,
    path: fieldOf(ctx, input),
    ip: personIp(ctx, input.clientIp),
    segments: expectedSegments(input.proves?.length || input.unproven ? 'invite' : 'code'),
    to,
    keep: !input.unproven,
  });
  const now = timeOf(trx).getTime();
  const made = await Verification.query(trx)
    .insert({
      tenant_id: ctx.tenantId,
      id: input.id,
      channel: input.channel,
      purpose: input.purpose,
      contact_id: input.contactId,
      consent_id: input.proves?.[0]?.consent_id ?? null,
      request_event_id: input.proves?.[0]?.request_event_id ?? null,
      address_bidx: input.addressBidx,
      to_enc: encryptValue(
        keys,
        verificationAad(ctx.tenantId, input.id),
        input.unproven ? '' : input.address,
      ),
      // It waits for the proof of somebody who was erased.
      address_gone: input.unproven ? 'erasure' : null,
      held_enc: input.unproven
        ? encryptUnproven(keys, ctx.tenantId, input.id, {
            address: input.address,
            ...input.unproven,
          })
        : null,
      country: to?.country ?? null,
      prefix: to?.prefix ?? null,
      max_attempts: MAX_ATTEMPTS,
      sends: 1,
      resend_at: new Date(now + resendWaitMs(1)),
      expires_at: new Date(now + input.ttlMs),
      workflow_id: workflowId('verification', ctx.tenantId, input.id),
    })
    .returning('*');
  if (input.channel === 'sms') {
    await noteNumbers(trx, keys, [{ bidx: input.addressBidx, number: input.address }]);
  }
  if (input.proves?.length) {
    await trx('verification_consents').insert(
      input.proves.map((one) => ({
        tenant_id: ctx.tenantId,
        verification_id: input.id,
        ...one,
      })),
    );
  }
  await recordSend(trx, ctx, made, guarded);
  await recordAudit(trx, ctx, {
    action: 'verification.started',
    entityType: 'verification',
    entityId: input.id,
    detail: { channel: input.channel, purpose: input.purpose, contact_id: input.contactId },
  });
  return made;
}

/** What the address is called where it was given: a public form, an opt-in, a verification. */
function fieldOf(ctx: Context, { channel, proves }: NewVerification): string {
  if (ctx.actor.type === 'person') return 'address';
  if (!proves?.length) return 'to';
  return channel === 'sms' ? 'phone' : 'email';
}
