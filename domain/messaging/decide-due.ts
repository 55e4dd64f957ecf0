import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { MessageStatus } from '#models/message.ts';
import type { Context } from '../context.ts';
import { claimSql, deferSql } from '../message-ledger/claim-sql.ts';
import { addEventsSql, heldEvents } from '../message-ledger/events-sql.ts';
import { rulesJoin, rulesReason } from '../message-rules/decide-sql.ts';
import { deferralsOf, type Deferrals } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { FAILED_FOR_GOOD, LEASE_MS } from './rules.ts';

/** A message that waits for consent has its own workflow; the outbox only checks on it, once per this many leases. */
const LEASES_OF_WAITING = 60;

/** A due message, its outbox row locked. */
export type Due = {
  id: string;
  status: MessageStatus;
  channel: 'sms' | 'email';
  marketing: boolean;
  content_enc: Buffer | null;
};
/** A text that was written now, encrypted and in base64: it replaces the stored content if the message is claimed. */
export type WrittenText = { id: string; content: string };
/** The decision about a due message. */
export type Decided = {
  id: string;
  claim: string;
  channel: 'sms' | 'email';
  marketing: boolean;
  purpose_id: string | null;
  attempts: number;
  reason: string | null;
  /** Its status before the decision; `late`: it was queued too late for its consent to be locked. */
  before: MessageStatus | 'late';
  status: MessageStatus;
  /** Whether it still has its content: an erasure takes it away. */
  has_content: boolean;
  campaign_id: string | null;
  lookups: number | null;
  since: Date | null;
  falls_back: boolean;
};

/**
 * Runs steps 2 to 4 of a claim (claim.ts).
 * Locks only the consents of queued messages: whoever decides about a waiting message locks its consent first and
 * then needs the outbox row that we have locked. A message that becomes queued meanwhile (`late`) is left for the
 * next look.
 */
export async function decideDue(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  due: readonly Due[],
  written: readonly WrittenText[],
): Promise<{ rows: Decided[]; leftMs: number | null }> {
  const ids = due.map((row) => row.id);
  const queued = due.filter((row) => row.status === 'queued').map((row) => row.id);
  await prepared(trx, LOCK_CONSENTS, [queued]);
  const { deferred, closesAt } = await deferralsOfMessages(trx, ctx, keys, due);
  const { rows } = await prepared<Decided>(trx, DECIDE, {
    ids,
    queued,
    deferred: JSON.stringify(deferred),
    claim: newId(),
    tenant: ctx.tenantId,
    lease: LEASE_MS,
    patience: LEASES_OF_WAITING,
    failed: [...FAILED_FOR_GOOD],
    request: ctx.requestId,
    written: JSON.stringify(written),
  });
  return { rows, leftMs: closesAt && closesAt.getTime() - timeOf(trx).getTime() };
}

const LOCK_CONSENTS = `
  select 1 from consents c where (c.address_bidx, c.channel, c.purpose_id) in (
    select address_bidx, channel, purpose_id from messages where id = any(?)) order by c.id for share`;

const CLAIMED_EVENTS = `select :tenant::uuid, id, status, case when status = 'sending'
    then jsonb_build_object('attempt', attempts, 'consent_event_id', consent_event_id)
    else jsonb_build_object('reason', reason) end from moved`;

const STORE_WRITTEN = `content_enc = case when d.refusal is null and d.written is not null and m.content_enc is not null
    then decode(d.written, 'base64') else m.content_enc end`;

const DECIDE = `
  with asked as (
   select m.id, p.category = 'marketing' as marketing, c.granted_event_id,
     case when m.status = 'queued' and m.id <> all(:queued) then 'late' else m.status end as before,
     case when m.status = 'queued' then ${rulesReason('m')} end as refusal,
     h.why, h.until, h.zone, w.content as written
   from messages m ${rulesJoin('m')}
   left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
   left join jsonb_to_recordset(:written::jsonb) as w(id uuid, content text) on w.id = m.id
   where m.id = any(:ids)
 ), waits as (
   ${deferSql('asked')} and d.before = 'queued'
   returning m.id, m.held, m.not_before, d.zone
 ), moved as (
   ${claimSql('asked', 'refused', 'id', STORE_WRITTEN)} and d.before = 'queued'
   returning m.id, m.status, m.reason, m.claim, m.attempts, m.consent_event_id
 ), told as (
   ${addEventsSql(CLAIMED_EVENTS, heldEvents('waits'))}
 ), audited as (
   insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
   select :tenant::uuid, 'system', 'message.refused', 'message', id::text,
     jsonb_build_object('reason', reason), :request::text from moved where status = 'refused'
   union all select :tenant::uuid, 'system', 'message.held', 'message', id::text,
     jsonb_build_object('reason', held, 'until', not_before), :request::text from waits
 ), recorded as (
   delete from outbox o using asked a
   where o.tenant_id = :tenant and o.message_id = a.id
     and (a.before = 'queued' and a.refusal is not null
       or a.before not in ('queued', 'late', 'sending', 'awaiting_consent', 'uncertain')
         and not exists (select from message_fallbacks f where f.tenant_id = :tenant
           and f.message_id = a.id and f.used_at is null))
 ), later as (
   update outbox o set due_at = coalesce(case when a.before = 'queued' then a.until end,
       now() + :lease * interval '1 millisecond' *
       case when a.before = 'awaiting_consent' then :patience else 1 end)
   from asked a where o.tenant_id = :tenant and o.message_id = a.id and a.refusal is null
     and a.before in ('queued', 'sending', 'awaiting_consent', 'uncertain')
 )
 select m.id, m.channel, m.campaign_id, m.purpose_id, a.before, a.marketing,
   m.content_enc is not null as has_content,
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
 from asked a join messages m on m.tenant_id = :tenant and m.id = a.id left join moved v on v.id = a.id`;

/** Returns the deferred messages. Reads nothing where no rule applies, as with service messages. */
async function deferralsOfMessages(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  due: readonly Due[],
): Promise<Deferrals> {
  const queued = due.filter((row) => row.status === 'queued');
  if (!queued.length) return { deferred: [], closesAt: null };
  const inForce = await rulesInForce(trx, ctx);
  const ids = queued.filter((row) => inForce.rules.touch(row)).map((row) => row.id);
  return deferralsOf(trx, ctx, keys, inForce, ids);
}
