import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';
import { holdsOf, type Hold } from '../message-rules/holds.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';
import { personKeysOf, type OpeningKeys } from '../tenancy/person-keys.ts';
import { unsubscribeUrl } from '../tracking/links.ts';
import { openContent, type Content } from './content.ts';
import type { Doubtful } from './record-look-up.ts';
import { FAILED_FOR_GOOD } from './rules.ts';

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
  /** Texts that may or may not have gone out: the provider is to be asked. */
  doubtful: Doubtful[];
  /** Failed for good, and there is a fallback. */
  fallingBack: string[];
  /** How many were due: when there were any, there may be more. */
  looked: number;
};

/**
 * Takes up to `limit` messages that are due, in four steps of one transaction:
 * 1. What is due and nobody else holds. 2. Their consents, locked: an opt-out in progress is waited for,
 * a later one waits for us. 3. Quiet hours and caps: who has consented and may still not be messaged now.
 * 4. The gate, seeing what step 2 waited for: those that may go are ours, those held wait for their time,
 * the others are refused with the reason. So an opt-out that was answered is never followed by a message
 * claimed after it, and each attempt is decided anew.
 */
export async function claimOutbox(services: Services, ctx: Context, limit: number): Promise<Claim> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const due: Due[] = await trx('outbox as o')
      .join('messages as m', (on) => {
        on.on('m.tenant_id', 'o.tenant_id').on('m.id', 'o.message_id');
      })
      .leftJoin('purposes as p', (on) => {
        on.on('p.tenant_id', 'm.tenant_id').on('p.id', 'm.purpose_id');
      })
      .whereRaw('o.due_at <= coalesce(?::timestamptz, now())', [services.clock?.() ?? null])
      .orderBy('o.due_at')
      .limit(limit)
      .forUpdate('o')
      .skipLocked()
      .select('m.id', 'm.status', 'm.channel', trx.raw(`p.category = 'marketing' as marketing`));
    const rows = due.length ? await decide(trx, services, ctx, keys, due) : [];
    const persons = await personKeysOf(trx, keys, rows.filter(isMine).map((row) => row.content_enc)); // prettier-ignore
    return sorted(services, ctx, keys, persons, rows);
  });
}

type Due = { id: string; status: string; channel: 'sms' | 'email'; marketing: boolean };
type Row = Claimed & {
  before: string;
  status: string;
  content_enc: Buffer | null;
  campaign_id: string | null;
  lookups: number | null;
  since: Date | null;
  falls_back: boolean;
};

/**
 * Locks only the consents of what is queued: whoever decides about a waiting message holds its consent and
 * wants the outbox row that we hold. One that becomes queued meanwhile (`late`) is left for the next look.
 */
async function decide(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  due: readonly Due[],
): Promise<Row[]> {
  const ids = due.map((row) => row.id);
  const queued = due.filter((row) => row.status === 'queued').map((row) => row.id);
  await trx.raw(
    `select 1 from consents c where (c.address_bidx, c.channel, c.purpose_id) in (
       select address_bidx, channel, purpose_id from messages where id = any(?)) order by c.id for share`,
    [queued],
  );
  const held = await heldOf(trx, services, ctx, keys, due);
  const { rows } = await trx.raw(
    `with asked as (
       select m.id, p.category = 'marketing' as marketing, c.granted_event_id,
         case when m.status = 'queued' and m.id <> all(:queued) then 'late' else m.status end as before,
         case when m.status = 'queued' then
           coalesce(${gateReason('m')}, case when h.until is null then h.why end) end as refusal,
         h.why, h.until, h.zone
       from messages m ${gateJoin('m')}
       left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
       left join jsonb_to_recordset(:held::jsonb) as h(id uuid, why text, until timestamptz, zone text) on h.id = m.id
       where m.id = any(:ids)
     ), waits as (
       update messages m set held = a.why, not_before = a.until, updated_at = now()
       from asked a where m.tenant_id = :tenant and m.id = a.id and a.before = 'queued' and m.status = 'queued'
         and a.refusal is null and a.until is not null
       returning m.id, m.held, m.not_before, a.zone
     ), moved as (
       update messages m set updated_at = now(),
         status = case when a.refusal is null then 'sending' else 'refused' end,
         reason = coalesce(a.refusal, m.reason),
         claim = case when a.refusal is null then :claim::uuid end,
         held = null, not_before = null,
         attempts = m.attempts + (a.refusal is null)::int,
         consent_event_id = case when a.refusal is null then a.granted_event_id else m.consent_event_id end
       from asked a where m.tenant_id = :tenant and m.id = a.id and a.before = 'queued' and m.status = 'queued'
         and (a.refusal is not null or a.until is null)
       returning m.id, m.status, m.reason, m.claim, m.attempts, m.consent_event_id
     ), told as (
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant::uuid, id, status, case when status = 'sending'
         then jsonb_build_object('attempt', attempts, 'consent_event_id', consent_event_id)
         else jsonb_build_object('reason', reason) end from moved
       union all select :tenant::uuid, id, 'held', jsonb_strip_nulls(
           jsonb_build_object('reason', held, 'until', not_before, 'zone', zone)) from waits
     ), audited as (
       insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
       select :tenant::uuid, 'system', 'message.refused', 'message', id::text,
         jsonb_build_object('reason', reason), :request::text from moved where status = 'refused'
       union all select :tenant::uuid, 'system', 'message.held', 'message', id::text,
         jsonb_build_object('reason', held, 'until', not_before), :request::text from waits
     ), settled as (
       delete from outbox o using asked a
       where o.tenant_id = :tenant and o.message_id = a.id
         and (a.before = 'queued' and a.refusal is not null
           or a.before not in ('queued', 'late', 'sending', 'awaiting_consent', 'uncertain')
             and not exists (select from message_fallbacks f where f.tenant_id = :tenant
               and f.message_id = a.id and f.used_at is null))
     ), later as (
       update outbox o set due_at = coalesce(case when a.before = 'queued' then a.until end,
           coalesce(:clock::timestamptz, now()) + :lease * interval '1 millisecond' *
           case when a.before = 'awaiting_consent' then 60 else 1 end)
       from asked a where o.tenant_id = :tenant and o.message_id = a.id and a.refusal is null
         and a.before in ('queued', 'sending', 'awaiting_consent', 'uncertain')
     )
     select m.id, m.channel, m.campaign_id, a.before, a.marketing, m.content_enc,
       case when a.before = 'uncertain' then (select lookups from outbox o
         where o.tenant_id = :tenant and o.message_id = m.id) end as lookups,
       case when a.before = 'uncertain' then (select max(e.occurred_at) from message_events e
         where e.tenant_id = :tenant and e.message_id = m.id and e.type in ('sending', 'uncertain')
           and (e.type = 'sending' or m.campaign_id is not null)) end as since,
       a.before = any(:failed) and exists (
         select from message_fallbacks f where f.tenant_id = :tenant and f.message_id = m.id
           and f.used_at is null) as falls_back,
       coalesce(v.status, m.status) as status, coalesce(v.claim, m.claim) as claim,
       coalesce(v.attempts, m.attempts) as attempts, coalesce(v.reason, m.reason) as reason
     from asked a join messages m on m.id = a.id left join moved v on v.id = a.id`,
    {
      ids,
      queued,
      held: JSON.stringify(held),
      claim: newId(),
      tenant: ctx.tenantId,
      lease: LEASE_MS,
      failed: [...FAILED_FOR_GOOD],
      // A lease ends by the clock that says what is due.
      clock: services.clock?.() ?? null,
      request: ctx.requestId,
    },
  );
  return rows;
}

/** Who has to wait. Where no rule touches what is due, as with service messages, nothing is read. */
async function heldOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  due: readonly Due[],
): Promise<Hold[]> {
  const queued = due.filter((row) => row.status === 'queued');
  if (!queued.length) return [];
  const inForce = await rulesInForce(trx, services, ctx);
  const ids = queued.filter((row) => inForce.rules.touch(row)).map((row) => row.id);
  return holdsOf(trx, ctx, keys, inForce, ids);
}

const isMine = (row: Row): boolean => row.before === 'queued' && row.status === 'sending';

function sorted(
  services: Services,
  ctx: Context,
  keys: TenantKeys,
  persons: OpeningKeys,
  rows: Row[],
): Claim {
  const { tenantId } = ctx;
  return {
    send: rows.filter(isMine).flatMap((row) => {
      const content =
        row.content_enc && openContent(keys, persons, tenantId, row.id, row.content_enc);
      return content
        ? {
            ...row,
            content,
            unsubscribeUrl: unsubscribeUrl(services.publicUrl, keys, {
              tenantId,
              messageId: row.id,
            }),
          }
        : [];
    }),
    abandoned: rows.filter((row) => row.before === 'sending'),
    waiting: rows.filter((row) => row.before === 'awaiting_consent').map((row) => row.id),
    doubtful: rows.flatMap(({ id, before, campaign_id, marketing, reason, lookups, since }) =>
      before === 'uncertain' && lookups !== null && since
        ? [{ id, campaign_id, marketing, reason, lookups, since }]
        : [],
    ),
    fallingBack: rows.filter((row) => row.falls_back).map((row) => row.id),
    looked: rows.length,
  };
}
