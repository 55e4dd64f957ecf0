import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { unsubscribeUrl } from '../tracking/links.ts';
import { openContent, type Content } from './content.ts';

/** How long a process may hold a message before it counts as dead, in milliseconds. */
export const LEASE_MS = 60_000;

export type Claimed = {
  id: string;
  claim: string;
  channel: 'sms' | 'email';
  marketing: boolean;
  attempts: number;
  reason: string | null;
};
export type ToSend = Claimed & { content: Content; unsubscribeUrl: string };
export type Claim = {
  /** Ours to send now. */
  send: ToSend[];
  /** Held by a process that died: they may or may not have gone out. */
  abandoned: Claimed[];
  /** Waiting for consent, and their workflow should have looked by now. */
  waiting: string[];
};

/**
 * Takes up to `limit` messages that are due, in three steps of one transaction:
 * 1. What is due and nobody else holds. 2. Their consents, locked: an opt-out in progress is waited for,
 * a later one waits for us. 3. The gate, seeing what step 2 waited for: those that may go are ours, the
 * others are refused with the reason. So an opt-out that was answered is never followed by a message
 * claimed after it.
 */
export async function claimOutbox(services: Services, ctx: Context, limit: number): Promise<Claim> {
  const keys = await services.keyring.keys(ctx);
  const rows = await services.db.withTenant(ctx, async (trx) => {
    const due: Due[] = await trx('outbox as o')
      .join('messages as m', (on) => {
        on.on('m.tenant_id', 'o.tenant_id').on('m.id', 'o.message_id');
      })
      .whereRaw('o.due_at <= now()')
      .orderBy('o.due_at')
      .limit(limit)
      .forUpdate('o')
      .skipLocked()
      .select('m.id', 'm.status');
    return due.length ? decide(trx, ctx, due) : [];
  });
  return sorted(services, ctx, keys, rows);
}

type Due = { id: string; status: string };
type Row = Claimed & {
  before: string;
  status: string;
  content_enc: Buffer | null;
};

/**
 * Locks only the consents of what is queued: whoever decides about a waiting message holds its consent and
 * wants the outbox row that we hold. One that becomes queued meanwhile (`late`) is left for the next look.
 */
async function decide(trx: Trx, ctx: Context, due: readonly Due[]): Promise<Row[]> {
  const ids = due.map((row) => row.id);
  const queued = due.filter((row) => row.status === 'queued').map((row) => row.id);
  await trx.raw(
    `select 1 from consents c where (c.address_bidx, c.channel, c.purpose_id) in (
       select address_bidx, channel, purpose_id from messages where id = any(?)) order by c.id for share`,
    [queued],
  );
  const { rows } = await trx.raw(
    `with asked as (
       select m.id, p.category = 'marketing' as marketing, c.granted_event_id,
         case when m.status = 'queued' and m.id <> all(:queued) then 'late' else m.status end as before,
         case when m.status = 'queued' then ${gateReason('m')} end as refusal
       from messages m ${gateJoin('m')}
       left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
       where m.id = any(:ids)
     ), moved as (
       update messages m set updated_at = now(),
         status = case when a.refusal is null then 'sending' else 'refused' end,
         reason = coalesce(a.refusal, m.reason),
         claim = case when a.refusal is null then :claim::uuid end,
         attempts = m.attempts + (a.refusal is null)::int,
         consent_event_id = case when a.refusal is null then a.granted_event_id else m.consent_event_id end
       from asked a where m.tenant_id = :tenant and m.id = a.id and a.before = 'queued' and m.status = 'queued'
       returning m.id, m.status, m.reason, m.claim, m.attempts, m.consent_event_id
     ), told as (
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant, id, status, case when status = 'sending'
         then jsonb_build_object('attempt', attempts, 'consent_event_id', consent_event_id)
         else jsonb_build_object('reason', reason) end from moved
     ), audited as (
       insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
       select :tenant, 'system', 'message.refused', 'message', id,
         jsonb_build_object('reason', reason), :request from moved where status = 'refused'
     ), settled as (
       delete from outbox o using asked a
       where o.tenant_id = :tenant and o.message_id = a.id
         and (a.before = 'queued' and a.refusal is not null
           or a.before not in ('queued', 'late', 'sending', 'awaiting_consent'))
     ), held as (
       update outbox o set due_at = now() + :lease * interval '1 millisecond' *
           case when a.before = 'awaiting_consent' then 60 else 1 end
       from asked a where o.tenant_id = :tenant and o.message_id = a.id and a.refusal is null
         and a.before in ('queued', 'sending', 'awaiting_consent')
     )
     select m.id, m.channel, a.before, a.marketing, m.content_enc,
       coalesce(v.status, m.status) as status, coalesce(v.claim, m.claim) as claim,
       coalesce(v.attempts, m.attempts) as attempts, coalesce(v.reason, m.reason) as reason
     from asked a join messages m on m.id = a.id left join moved v on v.id = a.id`,
    { ids, queued, claim: newId(), tenant: ctx.tenantId, lease: LEASE_MS, request: ctx.requestId },
  );
  return rows;
}

function sorted(services: Services, ctx: Context, keys: TenantKeys, rows: Row[]): Claim {
  const { tenantId } = ctx;
  const mine = rows.filter((row) => row.before === 'queued' && row.status === 'sending');
  return {
    send: mine.flatMap((row) =>
      row.content_enc
        ? {
            ...row,
            content: openContent(keys, tenantId, row.id, row.content_enc),
            unsubscribeUrl: unsubscribeUrl(services.publicUrl, keys, {
              tenantId,
              messageId: row.id,
            }),
          }
        : [],
    ),
    abandoned: rows.filter((row) => row.before === 'sending'),
    waiting: rows.filter((row) => row.before === 'awaiting_consent').map((row) => row.id),
  };
}
