import type { Trx } from '#lib/db.ts';
import type { Purpose } from '#models/purpose.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Asked } from './ask-gate.ts';
import type { Outcome, SendRequest } from './contract.ts';
import { lockFallback, markFallbackUsed } from './kept-fallback.ts';
import { recordMessageEvent } from './ledger.ts';
import { placeMessage } from './enqueue.ts';
import { askFallback, planFallback, type FallbackPlan } from './plan-fallback.ts';
import { FAILED_FOR_GOOD, outcomeOf } from './rules.ts';

/**
 * Sends the fallback only, where the first channel has no address. The event of this single message says why.
 * @returns null when the fallback channel has no address either
 */
export async function sendOnlyFallback(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  input: SendRequest,
  message: { id: string; purpose: Purpose },
): Promise<Outcome | null> {
  const plan = await planFallback(trx, services, ctx, keys, input, { ...message, contactId: null });
  if (!plan) return null;
  const gate = await askFallback(trx, ctx, plan);
  // Nobody is asked for consent to a fallback: it is sent or refused.
  const outcome = outcomeOf(gate.reason, 'refuse');
  const detail = { instead_of: input.channel, because: 'no_address' };
  await placeMessage(trx, ctx, keys, { ...plan, gate, outcome, detail });
  return outcome;
}

/**
 * Sends the fallback of a message: two linked rows, each with its own decision and allowing event.
 * @param because why the first one failed
 */
export async function takeFallback(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  { plan, gate, because }: { plan: FallbackPlan; gate: Asked; because: string },
): Promise<void> {
  await placeMessage(trx, ctx, keys, {
    ...plan,
    gate,
    outcome: outcomeOf(gate.reason, 'refuse'),
    detail: { fallback_for: messageId, because },
  });
  await recordMessageEvent(trx, ctx, messageId, 'fell_back', {
    fallback_id: plan.id,
    channel: plan.channel,
    because,
    outcome: gate.reason ?? 'sending',
  });
  await markFallbackUsed(trx, messageId);
}

/**
 * Sends the fallback of a message that has failed for good, if there is consent for that channel. It happens once,
 * however often this is called.
 */
export async function fallBack(services: Services, ctx: Context, messageId: string): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    const plan = await lockFallback(trx, ctx, keys, messageId);
    await trx('outbox').where({ message_id: messageId }).delete();
    const first: First | undefined = await trx('messages')
      .where({ id: messageId })
      .whereIn('status', [...FAILED_FOR_GOOD])
      .first('status', 'reason', 'error_code');
    if (!plan || !first) return;
    const gate = await askFallback(trx, ctx, plan);
    const because = first.reason ?? first.error_code ?? first.status;
    await takeFallback(trx, ctx, keys, messageId, { plan, gate, because });
  });
}

type First = { status: string; reason: string | null; error_code: string | null };
