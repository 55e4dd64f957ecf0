import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Proves } from '../consent/still-asks.ts';
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
  /** The person's network address, as an API client states it. On public pages we see it ourselves. */
  clientIp?: string | undefined;
  /** The consents this code will prove, each with the event that asked for it; the first leads. */
  proves?: readonly Proves[];
  /** In place of `proves`: the request of a person who was erased. Only this field then holds the address. */
  unproven?: Omit<UnprovenOptIn, 'address'>;
};

/**
 * Adds a pending verification inside the caller's transaction; its workflow sends the code. If a row with this id
 * exists (a repeated Idempotency-Key after a crash), it changes nothing.
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
      // Set until an erased person proves the address.
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

/** Returns the name of the address field in the caller's input: on a public form, an opt-in or a verification. */
function fieldOf(ctx: Context, { channel, proves }: NewVerification): string {
  if (ctx.actor.type === 'person') return 'address';
  if (!proves?.length) return 'to';
  return channel === 'sms' ? 'phone' : 'email';
}
