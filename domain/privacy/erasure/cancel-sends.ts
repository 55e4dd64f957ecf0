import { recordAudit } from '../../audit/record.ts';
import { cancelSql } from '../../message-ledger/stop-sql.ts';
import { owned, owner } from '../subject.ts';
import { CHUNK, inChunks, tally, type Erasing } from './step.ts';

/**
 * Cancels everything that waits to be sent: queued or deferred messages, those waiting for consent, and those of
 * campaigns. Deletes fallbacks first, because a canceled message would fall back to them.
 */
export async function cancelSends(one: Erasing): Promise<void> {
  const { ctx, subject } = one;
  await inChunks(one, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `with chosen as (
         select m.id from messages m
         where ${owned('m')} and m.status in ('queued', 'awaiting_consent')
         limit :most for update
       ), no_other_way as (
         delete from message_fallbacks f using chosen c where f.message_id = c.id
       )
       select id from chosen`,
      { ...owner(subject), most: CHUNK },
    );
    const ids = rows.map((row) => row.id);
    if (!ids.length) return 0;
    await trx.raw(
      `with stopped as (
         ${cancelSql('erased')} and m.id = any(:ids::uuid[]) returning m.id
       ), taken as (
         delete from outbox o where o.message_id = any(:ids::uuid[])
       )
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant::uuid, id, 'canceled', '{"reason": "erased"}'::jsonb from stopped`,
      { ids, tenant: ctx.tenantId },
    );
    await recordAudit(trx, ctx, {
      action: 'messages.canceled',
      entityType: 'erasure',
      entityId: one.erasureId ?? ctx.requestId,
      detail: { messages: ids },
    });
    await tally(trx, one, { sends_canceled: ids.length });
    return ids.length;
  });
}

/** Minutes after which a hand-over counts as dead; a claim's lease is shorter. */
const HANDED_OVER = 10;

/** Whether a message is being handed over right now: it may finish before its text is deleted. */
export const isSending = ({ services, ctx, subject }: Erasing): Promise<boolean> =>
  services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `select 1 from messages m where ${owned('m')} and m.status = 'sending'
         and m.updated_at > now() - :minutes * interval '1 minute' limit 1`,
      { ...owner(subject), minutes: HANDED_OVER },
    );
    return rows.length > 0;
  });
