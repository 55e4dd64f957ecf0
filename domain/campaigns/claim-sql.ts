import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import { isResting } from '../senders/sender-rests.ts';

/*
 * The statements of a claim (claim.ts describes its guarantees). A `picked` row is locked and has its `refusal`
 * (null: may be messaged) and `until` (null: now); its `row_ctid` finds it without an index. The result is `moved`:
 * claimed or excluded.
 */

/** Values of a contact that a text can use; only those it uses are read and decrypted. */
export const CONTACT_VALUES = ['name', 'email', 'phone', 'fields'] as const;
export type ContactValue = (typeof CONTACT_VALUES)[number];

const GOING = `going as (
    select rate_per_sec from campaigns where tenant_id = :tenant and id = :campaign and status = 'sending'
      and not ${isResting(':tenant', 'campaigns.channel')}
  )`;

const DUE = `m.tenant_id = :tenant and m.campaign_id = :campaign and m.ordinal > :after and m.ordinal <= :upto
      and m.status = 'queued' and (m.not_before is null or m.not_before <= now())
      and c.id is not null and exists (select from going)
    order by m.ordinal limit :limit for update of m skip locked for share of c skip locked`;

/** Claims the `picked` rows, or excludes them with the reason. */
const MOVED = `moved as (
    update messages m set updated_at = now(), reason = coalesce(p.refusal, m.reason), held = null, not_before = null,
      status = case when p.refusal is null then 'sending' else 'excluded' end,
      claim = case when p.refusal is null then :claim::uuid end,
      attempts = m.attempts + (p.refusal is null)::int,
      consent_event_id = case when p.refusal is null then p.granted_event_id else m.consent_event_id end
    from picked p where m.ctid = p.row_ctid and m.tenant_id = :tenant and m.id = p.id
      and (p.refusal is not null or p.until is null)
    returning m.id, m.attempts, m.reason, p.ordinal, p.contact_id, p.consent_id, p.address_enc, p.refusal, p.until,
      m.template_version_id
  ), told as (
    insert into message_events (tenant_id, message_id, type, detail)
    select :tenant, id, 'excluded', jsonb_build_object('reason', refusal) from moved where refusal is not null
  )`;

const answerSql = (from: string, needs: readonly ContactValue[]): string => `
  select g.rate_per_sec, t.* from going g left join (
    select v.*, k.locale${needs.map((value) => `, k.${value}_enc`).join('')}
    from (${from}) v left join contacts k on k.tenant_id = :tenant and k.id = v.contact_id
  ) t on true order by t.ordinal`;

/** Claims and decides in one statement, where no rule of the tenant defers anybody. */
export const claimSql = (needs: readonly ContactValue[]): string => `
  with ${GOING}, picked as materialized (
    select m.ctid as row_ctid, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc,
      c.granted_event_id, ${gateReason('m')} as refusal, null::timestamptz as until
    from messages m ${gateJoin('m')}
    where ${DUE}
  ), ${MOVED} ${answerSql('select * from moved', needs)}`;

/** Locks the due recipients, so that quiet hours and caps can be checked before `moveSql`. */
export const PICK = `
  with ${GOING} select m.id from messages m ${gateJoin('m')} where ${DUE}`;

/** Asks the gate, in a statement that sees what the one before it has locked. */
export const moveSql = (needs: readonly ContactValue[]): string => `
  with ${GOING}, picked as materialized (
    select m.ctid as row_ctid, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc, c.granted_event_id,
      coalesce(${gateReason('m')}, case when h.until is null then h.why end) as refusal, h.why, h.until, h.zone
    from messages m ${gateJoin('m')}
    left join jsonb_to_recordset(:deferred::jsonb) as h(id uuid, why text, until timestamptz, zone text) on h.id = m.id
    where m.tenant_id = :tenant and m.id = any(:ids) and m.status = 'queued'
  ), ${MOVED}, waits as (
    update messages m set held = p.why, not_before = p.until, updated_at = now()
    from picked p where m.ctid = p.row_ctid and m.tenant_id = :tenant and m.id = p.id
      and p.refusal is null and p.until is not null
    returning m.id, m.attempts, m.reason, p.ordinal, p.contact_id, p.consent_id, p.address_enc, p.refusal, p.until,
      m.template_version_id, m.held, p.zone
  ), waiting as (
    insert into message_events (tenant_id, message_id, type, detail)
    select :tenant, id, 'held', jsonb_strip_nulls(jsonb_build_object('reason', held, 'until', until, 'zone', zone))
    from waits
  ) ${answerSql(
    `select * from moved union all
     select id, attempts, reason, ordinal, contact_id, consent_id, address_enc, refusal, until,
       template_version_id from waits`,
    needs,
  )}`;
