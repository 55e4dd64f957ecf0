import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { recordMessageEvent } from './ledger.ts';
import { afterLook, matchText, type OnRecord } from './look-up.ts';
import { DELIVERY_STATUSES, recordDelivery, type DeliveryStatus } from './record-delivery.ts';
import { REPEATED } from './rules.ts';

/** A text of which nobody knows whether it went out. */
export type Uncertain = {
  id: string;
  campaign_id: string | null;
  marketing: boolean;
  reason: string | null;
  /** How often the provider was asked. */
  lookups: number;
  /** When its last hand-over began, at the earliest. */
  since: Date;
};

/**
 * Takes in what the provider has on record about a text in doubt: settles it by that, or asks again later, or
 * sends it once more when it certainly is not there and may be repeated.
 * @param texts null: it could not be asked @param body the words as handed over
 */
export async function recordLookUp(
  services: Services,
  ctx: Context,
  message: Uncertain,
  body: string,
  texts: readonly OnRecord[] | null,
): Promise<void> {
  const { id } = message;
  const found = await services.db.withTenant(ctx, async (trx) => {
    // One after the other, so that two in doubt with the same words do not find the same text.
    await trx.raw(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [
      `look-up:${ctx.tenantId}`,
    ]);
    const match = texts && matchText(texts, { body, since: message.since }, await others(trx, id, texts)); // prettier-ignore
    const next = afterLook(
      match,
      { ...message, campaign: message.campaign_id !== null },
      message.lookups,
    );
    const detail = { provider: match?.outcome ?? 'no_answer' };
    switch (next.follow) {
      case 'look_again':
        await trx('outbox')
          .where({ message_id: id })
          .update({
            due_at: trx.raw(`now() + ? * interval '1 millisecond'`, [next.waitMs]),
            lookups: message.lookups + 1,
          });
        return null;
      case 'repeat': {
        // Should its report have come meanwhile, that is the truth.
        const again = await trx('messages')
          .where({ id, status: 'uncertain' })
          .update({ status: 'queued', reason: REPEATED, claim: null, updated_at: trx.fn.now() });
        if (again)
          await recordMessageEvent(trx, ctx, id, 'looked_up', { ...detail, repeated: true });
        await trx('outbox').where({ message_id: id }).update({ due_at: trx.fn.now(), lookups: 0 });
        await trx.raw(`select pg_notify('outbox', '')`);
        return null;
      }
      case 'give_up':
        await trx('outbox').where({ message_id: id }).delete();
        await recordMessageEvent(trx, ctx, id, 'looked_up', detail);
        return null;
      case 'settle':
        await trx('outbox').where({ message_id: id }).delete();
        await trx('messages')
          .where({ id })
          .update({ provider_message_id: next.text.providerMessageId });
        await recordMessageEvent(trx, ctx, id, 'looked_up', detail);
        return next.text;
    }
  });
  if (!found) return;
  await recordDelivery(services, ctx, {
    kind: 'message',
    id,
    status: reported(found.status),
    providerMessageId: found.providerMessageId,
    errorCode: found.errorCode,
    billed: found.billed,
  });
}

/** Of these, the ones that are known to be something else: another message, or a code. */
async function others(
  trx: Trx,
  id: string,
  texts: readonly OnRecord[],
): Promise<ReadonlySet<string>> {
  const ids = texts.map((text) => text.providerMessageId);
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select provider_message_id as id from messages where provider_message_id = any(:ids) and id <> :id
     union select provider_message_id from verifications where provider_message_id = any(:ids)`,
    { ids, id },
  );
  return new Set(rows.map((row) => row.id));
}

/** What is on its way at the provider has been handed over: sent. */
function reported(word: string): DeliveryStatus {
  const status = DELIVERY_STATUSES.find((one) => one === word) ?? 'sent';
  return status === 'accepted' || status === 'queued' || status === 'sending' ? 'sent' : status;
}
