import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { repeatSql } from '../message-ledger/record-sql.ts';
import { recordMessageEvent } from './ledger.ts';
import { afterLook, matchText, type OnRecord } from './look-up.ts';
import { DELIVERY_STATUSES, recordDelivery, type DeliveryStatus } from './record-delivery.ts';
import { REPEATED } from './rules.ts';

/** A text that may or may not have gone out. */
export type Uncertain = {
  id: string;
  campaign_id: string | null;
  marketing: boolean;
  reason: string | null;
  /** How often the provider was asked. */
  lookups: number;
  /** Earliest time at which its last hand-over began. */
  since: Date;
};

/**
 * Applies the provider's records of an uncertain text: records the status found, schedules another look-up, or sends
 * it once more when it certainly is missing and may be repeated.
 * @param texts null: the provider could not be asked
 * @param body the text as handed over
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
    // Serialised, so that two uncertain messages with the same text do not find the same one.
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
        // A report that came meanwhile takes precedence.
        const { rowCount } = await trx.raw<{ rowCount: number }>(repeatSql(REPEATED), {
          tenant: ctx.tenantId,
          id,
        });
        if (rowCount)
          await recordMessageEvent(trx, ctx, id, 'looked_up', { ...detail, repeated: true });
        await trx('outbox').where({ message_id: id }).update({ due_at: trx.fn.now(), lookups: 0 });
        await trx.raw(`select pg_notify('outbox', '')`);
        return null;
      }
      case 'give_up':
        await trx('outbox').where({ message_id: id }).delete();
        await recordMessageEvent(trx, ctx, id, 'looked_up', detail);
        return null;
      case 'record':
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

/** Returns those texts that are known to belong to another message or to a code. */
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

/** A text in transit at the provider has been handed over: sent. */
function reported(word: string): DeliveryStatus {
  const status = DELIVERY_STATUSES.find((one) => one === word) ?? 'sent';
  return status === 'accepted' || status === 'queued' || status === 'sending' ? 'sent' : status;
}
