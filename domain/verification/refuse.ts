import { Refusal, type Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { AppError } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { workflowId } from '../processes.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { encryptValue } from '../encryption/personal.ts';
import { raiseAlert } from './alerts.ts';
import { blockPrefix, type Pumping } from './prefix-guard.ts';
import { BLOCKING, type BlockedReason, type RefusalReason } from './rules.ts';
import type { Send } from './sends.ts';
import { verificationAad } from './view.ts';

/** Texts for the caller. They never reveal what other tenants or other people did. */
const WORDS: Record<RefusalReason, string> = {
  country_not_allowed: 'is in a country this organization does not send codes to',
  number_type: 'must be a mobile, fixed-line or internet phone number',
  prefix_blocked: 'Codes to numbers with this prefix are blocked for now; try again later',
  money_cap: 'The daily budget for codes is used up; try again tomorrow',
  daily_limit: 'The daily limit of codes is reached; try again tomorrow',
  minute_limit: 'Too many codes at once; try again in a moment',
  address_range: 'Too many codes to addresses like this one; try again later',
  destination_limit: 'Too many codes for this address; try again later',
  ip_limit: 'Too many attempts from this connection; try again later',
  locked: 'Too many wrong codes for this address; try again later',
  too_soon: 'Wait before asking for another code',
};

/** The whole budget of a day does not pay for one code, so tomorrow changes nothing. */
const TOO_DEAR = 'cannot be sent a code: it costs more than the daily budget for codes';

type Refused = {
  reason: RefusalReason;
  /** Seconds until a retry makes sense; absent where waiting does not help. */
  wait?: number;
  /** The prefix to block now. */
  pumping?: Pumping;
  /** The UTC day whose budget is used up. */
  day?: string;
};

/**
 * Returns the error of a refusal: 422 where waiting does not help, else 429 with Retry-After; `reason` is
 * machine-readable.
 */
export function refusal({ reason, wait }: Refused, path = 'to'): AppError {
  if (wait === undefined) {
    const message = reason === 'money_cap' ? TOO_DEAR : WORDS[reason];
    return new AppError('invalid', `This address ${message}`, {
      errors: [{ path, message }],
      extra: { reason },
    });
  }
  return new AppError('rate_limited', WORDS[reason], { retryAfter: wait, extra: { reason } });
}

/** Returns the same for a send, and leaves a `blocked` verification where somebody should look at the reason. */
export function refuseSend(ctx: Context, keys: TenantKeys, send: Send, refused: Refused): AppError {
  const error = refusal(refused, send.path);
  const reason = BLOCKING.find((blocking) => blocking === refused.reason);
  if (!reason) return error;
  return new Refusal(error.kind, error.message, error.detail, async (trx) => {
    if (refused.pumping) await blockPrefix(trx, ctx, refused.pumping);
    if (refused.day && (reason === 'money_cap' || reason === 'daily_limit')) {
      await sayOnce(trx, ctx, reason, refused.day);
    }
    if (send.start) await keepBlocked(trx, ctx, keys, send, reason);
  });
}

async function sayOnce(
  trx: Trx,
  ctx: Context,
  reason: 'money_cap' | 'daily_limit',
  day: string,
): Promise<void> {
  if (!(await raiseAlert(trx, ctx, { kind: reason, key: day, detail: { day } }))) return;
  await recordAudit(trx, ctx, {
    action: `verification.${reason}_reached`,
    entityType: 'verification_settings',
    entityId: ctx.tenantId,
    detail: { day },
  });
}

/** Writes one row per address, reason and hour, so that a flood of attempts does not fill the table. */
async function keepBlocked(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  send: Send,
  reason: BlockedReason,
): Promise<void> {
  const again = await Verification.query(trx)
    .where({ address_bidx: send.addressBidx, blocked_reason: reason })
    .whereRaw(`created_at > now() - interval '1 hour'`)
    .first();
  if (again) return;
  const id = newId();
  await Verification.query(trx).insert({
    tenant_id: ctx.tenantId,
    id,
    channel: send.channel,
    purpose: send.purpose,
    address_bidx: send.addressBidx,
    to_enc: encryptValue(
      keys,
      verificationAad(ctx.tenantId, id),
      send.keep === false ? '' : send.address,
    ),
    address_gone: send.keep === false ? 'erasure' : null,
    status: 'blocked',
    blocked_reason: reason,
    country: send.to?.country ?? null,
    prefix: send.to?.prefix ?? null,
    sends: 0,
    expires_at: timeOf(trx),
    finished_at: timeOf(trx),
    workflow_id: workflowId('verification', ctx.tenantId, id),
  });
  await recordAudit(trx, ctx, {
    action: 'verification.blocked',
    entityType: 'verification',
    entityId: id,
    detail: { reason, channel: send.channel, country: send.to?.country ?? null },
  });
}
