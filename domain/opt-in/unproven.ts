import type { Trx } from '#lib/db.ts';
import type { Verification } from '#models/verification.ts';
import { findAddress, resolveContact } from '../contacts/resolve-contact.ts';
import type { Context, Services } from '../context.ts';
import { liftErased } from '../suppressions/erased.ts';
import { postStart } from '../process-outbox/post.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import { createVerification } from '../verification/create.ts';
import { decryptUnproven } from '../verification/unproven-opt-in.ts';
import { CODE_TTL_MS, OPT_IN_TTL_MS } from '../verification/rules.ts';
import { verificationAad } from '../verification/view.ts';
import type { OptInRequest } from '../consent/contract.ts';
import { purposesNamed } from '../purposes/purposes.ts';
import { recordRequests } from '../consent/ask/record-requests.ts';

/**
 * Starts an opt-in for the address of an erased person, entered in a form. It may be that person or anybody else. So
 * only the code is stored, with the encrypted request beside it, and both are deleted when the code ends unproven.
 * @param jurisdiction whose law applies, as the form states it
 * @param ctx its `resourceId` is the verification's
 * @throws AppError invalid (purposes), rate_limited, unavailable: as requestOptIn
 */
export async function requestUnproven(
  services: Services,
  ctx: Context & { resourceId: string },
  request: OptInRequest,
  jurisdiction: string | null,
): Promise<{ verification_id: string }> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  const { channel } = request;
  const made = await services.db.withTenant(ctx, async (trx) => {
    await purposesNamed(trx, request);
    const { address, addressBidx } = await findAddress(trx, keys, ctx, request, channel);
    const v = await createVerification(trx, ctx, keys, {
      id: ctx.resourceId,
      channel,
      address,
      addressBidx,
      purpose: 'opt_in',
      ttlMs: channel === 'email' ? OPT_IN_TTL_MS : CODE_TTL_MS,
      contactId: null,
      clientIp: request.evidence?.ip,
      unproven: { request, jurisdiction },
    });
    await postStart(trx, ctx, 'verification', v.workflow_id, { tenantId: ctx.tenantId, id: v.id });
    return v;
  });
  return { verification_id: made.id };
}

/**
 * Records a proved opt-in of an erased person: lifts the block of the erasure, and only now makes the contact and the
 * requests that the code grants. Runs in the transaction that approves the code; `grantProven` follows.
 * @param verification as it was while it waited
 * @returns the verification with what it proves
 */
export async function recordProven(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  verification: Verification,
): Promise<Verification> {
  const opened = decryptUnproven(keys, verification);
  if (!opened) return verification;
  const { address, request, jurisdiction } = opened;
  const { channel } = verification;
  const person: Context = { ...ctx, actor: { type: 'person', id: null } };
  await liftErased(trx, person, keys, { channel, address });
  const contact = await resolveContact(trx, keys, person, request, { channel, create: true });
  const { proves } = await recordRequests(trx, person, keys, {
    input: request,
    purposes: await purposesNamed(trx, request),
    person: contact,
    capturedAt: verification.created_at,
    shownAt: verification.created_at,
    again: true,
    jurisdiction,
  });
  await trx('verification_consents').insert(
    proves.map((one) => ({ tenant_id: ctx.tenantId, verification_id: verification.id, ...one })),
  );
  const [lead] = proves;
  const known = {
    contact_id: contact.id,
    consent_id: lead?.consent_id ?? null,
    request_event_id: lead?.request_event_id ?? null,
    to_enc: encryptValue(keys, verificationAad(ctx.tenantId, verification.id), address),
    address_gone: null,
  };
  await trx('verifications').where({ id: verification.id }).update(known);
  return Object.assign(verification, known);
}
