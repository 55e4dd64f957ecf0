import type { Trx } from '#lib/db.ts';
import { recordAudits } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { restoreUncertainSql } from '../message-ledger/stop-sql.ts';
import { RECOVERED } from './journal.ts';

/**
 * Hand-overs are journaled every minute, so a message due later than this after the last journal was not handed over.
 */
const UNKNOWN_FOR = "interval '2 minutes'";

/**
 * Marks what stays uncertain after all journals were applied: hand-overs between the last journal and the loss of the
 * database. Promotional messages are never repeated, so those that were due become uncertain; for a text the provider
 * is asked. Every campaign that would send, now or later, is paused until somebody resumes it: it is unknown whom it
 * reached in the last minute, and whether it was paused, moved or unscheduled since.
 * @param knownUntil until when hand-overs are known; null: none are known
 */
export async function resolveUncertain(
  trx: Trx,
  ctx: Context,
  knownUntil: Date | null,
): Promise<{ uncertain: number; paused: number }> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `with made_uncertain as (
       ${restoreUncertainSql(RECOVERED, 'purposes p, (select id, updated_at as before from messages) b')}
         and m.campaign_id is null and b.id = m.id
         and p.tenant_id = m.tenant_id and p.id = m.purpose_id and p.category = 'marketing'
         and exists (select from outbox o where o.tenant_id = m.tenant_id and o.message_id = m.id)
         and coalesce(m.not_before, '-infinity') <= coalesce(:known::timestamptz + ${UNKNOWN_FOR}, now())
       returning m.id, m.channel, b.before
     ), told as (
       insert into message_events (tenant_id, message_id, type, occurred_at, detail)
       select :tenant, id, 'uncertain', before, '{"reason": "recovered"}'::jsonb from made_uncertain
     ), gone as (
       delete from outbox o using made_uncertain d where o.tenant_id = :tenant and o.message_id = d.id and d.channel = 'email'
     ), asked as (
       update outbox o set due_at = now(), lookups = 0 from made_uncertain d
       where o.tenant_id = :tenant and o.message_id = d.id and d.channel = 'sms'
     )
     select id from made_uncertain`,
    { tenant: ctx.tenantId, known: knownUntil },
  );
  const paused: { id: string; from: string }[] = (
    await trx.raw(
      `update campaigns c set status = 'paused', failure = :why, version = version + 1, updated_at = now()
       from (select id, status from campaigns) b where c.tenant_id = :tenant and b.id = c.id
         and c.status in ('sending', 'scheduled')
       returning c.id, b.status as from`,
      { tenant: ctx.tenantId, why: PAUSED },
    )
  ).rows;
  await recordAudits(trx, ctx, [
    ...rows.map(({ id }) => ({
      action: 'message.uncertain' as const,
      entityType: 'message',
      entityId: id,
      detail: { recovered: true },
    })),
    ...paused.map(({ id, from }) => ({
      action: 'campaign.paused' as const,
      entityType: 'campaign',
      entityId: id,
      detail: { from, to: 'paused', recovered: true },
    })),
  ]);
  return { uncertain: rows.length, paused: paused.length };
}

const PAUSED =
  'The database was restored from a backup. Whether this campaign was paused, moved or canceled since is unknown: check it and resume it by hand.';
