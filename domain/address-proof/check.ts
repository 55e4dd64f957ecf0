import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import { grantProven } from '../consent/ask/grant-proven.ts';
import { recordProven } from '../opt-in/unproven.ts';
import type { Context, Services } from '../context.ts';
import { hit } from '../limits/shared.ts';
import { proveRequest } from '../privacy/requests/prove.ts';
import { isSignedBy, type TenantKeys } from '../keyring/keyring.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { codeHmac } from '../verification/code.ts';
import { endVerification } from '../pending-codes/end.ts';
import { ipCounter, personIp } from '../verification/guard.ts';
import {
  assertNotLocked,
  lockDestination,
  recordFailure,
  recordSuccess,
} from '../verification/locks.ts';
import { endOver, whyOver } from '../verification/question.ts';
import { refusal } from '../verification/refuse.ts';
import { CHECKS_PER_IP, PRIVACY_PURPOSE, type VerificationStatus } from '../verification/rules.ts';

export type CheckAnswer = { id: string; status: VerificationStatus; attempts_left: number };

/**
 * Checks a code. The guarded UPDATE counts the attempt and locks the row before anything is compared, so that of
 * parallel checks at most `max_attempts` are evaluated and one wins; the approval, the consent it proves and their
 * audit rows commit together.
 * @throws AppError not_found, conflict (already used), rate_limited (destination locked)
 */
export async function checkVerification(
  services: Services,
  ctx: Context,
  id: string,
  code: string,
  clientIp?: string,
): Promise<CheckAnswer> {
  const keys = await services.keyring.keys(ctx);
  await countCheck(services, ctx, personIp(ctx, clientIp));
  return conclude(services, ctx, id, (v) => matches(keys, v, code));
}

/** Compares in the same time whether or not there is a code to compare with. */
function matches(keys: TenantKeys, v: CodeOf, code: string): boolean {
  const same = isSignedBy(keys, v.code_hmac ?? NOTHING, (key) => codeHmac(key, v, code));
  return same && v.code_hmac !== null;
}

type CodeOf = Pick<Verification, 'tenant_id' | 'id' | 'purpose' | 'address_bidx' | 'code_hmac'>;
const NOTHING = Buffer.alloc(32);

/** Counts a check in its own transaction, so that a failed check counts too. */
async function countCheck(services: Services, ctx: Context, ip: string | undefined): Promise<void> {
  if (ip === undefined) return;
  const keys = await services.keyring.keys(ctx);
  const wait = await services.db.withTenant(ctx, (trx) =>
    hit(trx, keys, { ...ipCounter(ctx, 'check', ip), limits: CHECKS_PER_IP }),
  );
  if (wait > 0) throw refusal({ reason: 'ip_limit', wait });
}

/** Approves by the link of a mail: a person with the signed link has read the mail. */
export const approveByLink = (services: Services, ctx: Context, id: string): Promise<CheckAnswer> =>
  conclude(services, ctx, id, () => true);

async function conclude(
  services: Services,
  ctx: Context,
  id: string,
  proves: (v: CodeOf) => boolean,
): Promise<CheckAnswer> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx): Promise<CheckAnswer> => {
    const known = await Verification.query(trx).findOne({ id });
    if (!known) {
      proves(nobody(ctx, id));
      throw notFound('Verification');
    }
    const destination = { address_bidx: known.address_bidx, purpose: known.purpose };
    await lockDestination(trx, ctx, destination);
    await assertNotLocked(trx, destination);
    const v = await Verification.query(trx)
      .where({ id, status: 'pending' })
      .whereRaw('attempts < max_attempts and expires_at > now()')
      .patch({ attempts: trx.raw('attempts + 1'), updated_at: timeOf(trx) })
      .returning('*')
      .first();
    if (!v) {
      proves(known);
      return finalAnswer(trx, id);
    }

    const over = await whyOver(trx, v);
    if (over) {
      proves(v);
      await endOver(trx, ctx, v, over, true);
      return { id, status: 'canceled', attempts_left: 0 };
    }
    if (!proves(v)) {
      await recordFailure(trx, ctx, v);
      const left = v.max_attempts - v.attempts;
      if (left === 0) await finish(trx, ctx, v, 'max_attempts_reached');
      return { id, status: left ? 'pending' : 'max_attempts_reached', attempts_left: left };
    }
    await recordSuccess(trx, destination);
    await finish(trx, ctx, v, 'approved');
    const proven = v.held_enc ? await recordProven(trx, ctx, keys, v) : v;
    // The consent is granted whatever happens to this process, which only sends the confirmation, as one that existed
    // from the request.
    if (v.held_enc && proven.request_event_id) {
      const [{ tenantId }, event] = [ctx, proven.request_event_id];
      await postStart(trx, ctx, 'opt-in', workflowId('opt-in', tenantId, event), {
        tenantId,
        id: event,
      });
    }
    if (proven.consent_id) await grantProven(trx, ctx, keys, proven);
    if (v.purpose === PRIVACY_PURPOSE) await proveRequest(trx, ctx, v);
    return { id, status: 'approved', attempts_left: v.max_attempts - v.attempts };
  });
}

/** Returns a placeholder to compare for an unknown id: the response time must not reveal whether it exists. */
const nobody = (ctx: Context, id: string): CodeOf => ({
  tenant_id: ctx.tenantId,
  id,
  purpose: 'verify',
  address_bidx: NOTHING,
  code_hmac: null,
});

/** Returns the answer of a check without a code to compare. A second use of a right code is a conflict. */
async function finalAnswer(trx: Trx, id: string): Promise<CheckAnswer> {
  const v = await Verification.query(trx).findOne({ id }).throwIfNotFound();
  if (v.status === 'approved') throw conflict('This code has already been used');
  const status = v.status === 'pending' ? 'expired' : v.status;
  return { id, status, attempts_left: 0 };
}

async function finish(
  trx: Trx,
  ctx: Context,
  v: Verification,
  status: 'approved' | 'max_attempts_reached',
): Promise<void> {
  await endVerification(trx, v.id, status);
  await recordAudit(trx, ctx, {
    action: `verification.${status === 'approved' ? 'approved' : 'failed'}`,
    entityType: 'verification',
    entityId: v.id,
    detail: { status, contact_id: v.contact_id },
  });
}
