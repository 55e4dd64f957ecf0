import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { AadParts } from '../encryption/personal.ts';
import {
  decryptPersonal,
  personKeys,
  personKeysOf,
  encryptPersonal,
} from '../encryption/person-keys.ts';
import type { FallbackPlan } from './plan-fallback.ts';

const aad = (tenantId: string, id: string): AadParts => ({
  tenantId,
  table: 'message_fallbacks',
  id,
  column: 'plan',
});

/** Stores the plan, encrypted, until the first message has failed for good. */
export async function keepFallback(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
  plan: FallbackPlan,
): Promise<void> {
  const kept = { ...plan, addressBidx: plan.addressBidx.toString('base64') };
  const persons = await personKeys(trx, keys, [plan.addressBidx]);
  await trx('message_fallbacks').insert({
    tenant_id: ctx.tenantId,
    message_id: messageId,
    fallback_id: plan.id,
    plan_enc: encryptPersonal(
      persons.of(plan.addressBidx),
      aad(ctx.tenantId, messageId),
      JSON.stringify(kept),
    ),
  });
}

/**
 * Returns the plan of a message, locked until the transaction ends, so that it is used once.
 * @returns null when there is none, it was used before, or the person has been erased since
 */
export async function lockFallback(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messageId: string,
): Promise<FallbackPlan | null> {
  const row: { plan_enc: Buffer | null } | undefined = await trx('message_fallbacks')
    .where({ message_id: messageId })
    .whereNull('used_at')
    .forUpdate()
    .first('plan_enc');
  if (!row?.plan_enc) return null;
  const persons = await personKeysOf(trx, keys, [row.plan_enc]);
  const opened = decryptPersonal(keys, persons, aad(ctx.tenantId, messageId), row.plan_enc);
  if (opened === null) return null;
  const kept = JSON.parse(opened);
  return { ...kept, addressBidx: Buffer.from(kept.addressBidx, 'base64') };
}

/** Deletes the text of a used plan: it belongs to the fallback message now, or to none. */
export async function markFallbackUsed(trx: Trx, messageId: string): Promise<void> {
  await trx('message_fallbacks')
    .where({ message_id: messageId })
    .update({ used_at: trx.fn.now(), plan_enc: null });
}
