import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import { claimSql, deferSql } from '../message-ledger/claim-sql.ts';
import { addEventsSql, heldEvents, refusedEvents } from '../message-ledger/events-sql.ts';
import { rulesJoin, rulesReason } from '../message-rules/decide-sql.ts';

/*
 * The statements of a claim (claim.ts describes its guarantees). A `picked` row is locked and has its `refusal`
 * (null: may be messaged) and `until` (null: now); its `row_ctid` finds it without an index. The result is `moved`:
 * claimed or excluded.
 */

/** Values of a contact that a text can use; only those it uses are read and decrypted. */
export const CONTACT_VALUES = ['name', 'email', 'phone', 'fields'] as const;
export type ContactValue = (typeof CONTACT_VALUES)[number];

const DUE = `m.tenant_id = :tenant and m.campaign_id = :campaign and m.ordinal > :after and m.ordinal <= :upto
      and m.status = 'queued' and (m.not_before is null or m.not_before <= now()) and c.id is not null
    order by m.ordinal limit :limit for update of m skip locked for share of c skip locked`;

/** What is read for each recipient only where the text depends on it. `purpose_version`: of the consent it rests on. */
export type Needed = ContactValue | 'purpose_version';

/** The columns that a claim returns. */
const RETURNED = `returning m.id, m.attempts, m.reason, d.ordinal, d.contact_id, d.consent_id, d.address_enc,
      d.refusal, d.until, m.template_version_id, m.consent_event_id`;

/** Claims the `picked` rows, or excludes them with the reason. */
const MOVED = `moved as (
    ${claimSql('picked', 'excluded', 'ctid')}
    ${RETURNED}
  )`;

const EXCLUDED = `${refusedEvents('moved', 'excluded')} where refusal is not null`;

/** `at` is read after all rows were locked: it does not depend on them, and the sort needs them all. */
const answerSql = (from: string, needs: readonly Needed[]): string => {
  const values = CONTACT_VALUES.filter((value) => needs.includes(value));
  const version = needs.includes('purpose_version');
  return `
  select v.*, clock_timestamp() as at, k.locale${values.map((value) => `, k.${value}_enc`).join('')}
    ${version ? ', e.purpose_version' : ''}
  from (${from}) v left join contacts k on k.tenant_id = :tenant and k.id = v.contact_id
    ${version ? 'left join consent_events e on e.tenant_id = :tenant and e.id = v.consent_event_id' : ''}
  order by v.ordinal`;
};

/** Claims and decides in one statement, where no rule of the tenant defers anybody. */
export const pickAndClaimSql = (needs: readonly Needed[]): string => `
  with picked as materialized (
    select m.ctid as row_ctid, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc,
      c.granted_event_id, ${gateReason('m')} as refusal, null::timestamptz as until
    from messages m ${gateJoin('m')}
    where ${DUE}
  ), ${MOVED}, told as (
    ${addEventsSql(EXCLUDED)}
  ) ${answerSql('select * from moved', needs)}`;

/** Locks the due recipients, so that quiet hours and caps can be checked before `claimPickedSql`. */
export const PICK = `select m.id from messages m ${gateJoin('m')} where ${DUE}`;

/** Asks the gate, in a statement that sees what the one before it has locked. */
export const claimPickedSql = (needs: readonly Needed[]): string => `
  with picked as materialized (
    select m.ctid as row_ctid, m.id, m.ordinal, m.contact_id, c.id as consent_id, c.address_enc, c.granted_event_id,
      ${rulesReason('m')} as refusal, h.why, h.until, h.zone
    from messages m ${rulesJoin('m')}
    where m.tenant_id = :tenant and m.id = any(:ids) and m.status = 'queued'
  ), ${MOVED}, waits as (
    ${deferSql('picked', 'ctid')}
    ${RETURNED}, m.held, m.not_before, d.zone
  ), told as (
    ${addEventsSql(EXCLUDED, heldEvents('waits'))}
  ) ${answerSql(
    `select * from moved union all
     select id, attempts, reason, ordinal, contact_id, consent_id, address_enc, refusal, until,
       template_version_id, consent_event_id from waits`,
    needs,
  )}`;
