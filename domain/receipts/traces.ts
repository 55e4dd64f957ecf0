import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import type { AddressAbsent } from '../addresses/absent.contract.ts';
import type { ReceiptState } from './words.contract.ts';

/**
 * What has happened with a receipt. It is derived from other records: the hand-over is the confirmation message whose
 * text contains the receipt's link; issuing and opening are audit rows.
 */
export type Traces = {
  /**
   * `erased`, `removed`: its address is gone, by an erasure or by retention; `too_old`: recorded before there were
   * receipts.
   */
  available: 'yes' | 'erased' | 'removed' | 'too_old';
  /** The message that contained the link. */
  handed: { message_id: string; at: Date } | null;
  /**
   * When that link, or the one in the preference center, was first opened: by the person, or by a program that scans
   * links in mails.
   */
  opened_at: Date | null;
  /** How often a member or an API key issued it. */
  made: { times: number; last_at: Date | null };
};

/** Returns SQL for whether an audit row records that a receipt was issued. One in clear is recorded as a reveal. */
export const isMaking = (a: string): string =>
  `(${a}.action = 'consent.receipt_made'
     or ${a}.action = 'consent.revealed' and ${a}.detail ->> 'receipt' = 'true')`;

/** SQL: the sent messages that contain a receipt's link. Their id is the id of its event. */
const HAND_OVERS = `
  select m.tenant_id, m.id, m.sent_at from messages m
  join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
  where m.sent_at is not null and m.consent_event_id = m.id and v.body like '%receipt_url%'`;

type Audited = {
  event_id: string;
  stated: boolean;
  opened_at: Date | null;
  times: number;
  last_at: Date | null;
};

/** Reads the traces of events, in two queries. @returns a function that gives the traces of an event */
export async function tracesOf(
  trx: Trx,
  events: readonly { id: string; consent_id: string }[],
): Promise<(eventId: string, absent: AddressAbsent | null) => Traces> {
  const ids = events.map(({ id }) => id);
  const { rows: handed } = await trx.raw<{ rows: { id: string; sent_at: Date }[] }>(
    `select h.id, h.sent_at from (${HAND_OVERS}) h where h.id = any(:ids::uuid[])`,
    { ids },
  );
  const { rows: audited } = await trx.raw<{ rows: Audited[] }>(
    `select a.detail ->> 'event_id' as event_id,
       bool_or(a.detail ->> 'statement_sha256' is not null) as stated,
       min(a.occurred_at) filter (where a.action = 'consent.receipt_opened') as opened_at,
       (count(*) filter (where ${isMaking('a')}))::int as times,
       max(a.occurred_at) filter (where ${isMaking('a')}) as last_at
     from audit_log a
     where a.entity_type = 'consent' and a.entity_id = any(:consents::text[])
       and a.detail ->> 'event_id' = any(:ids::text[])
     group by 1`,
    { ids, consents: [...new Set(events.map(({ consent_id }) => consent_id))] },
  );
  const sent = new Map(handed.map((row) => [row.id, row.sent_at]));
  const known = new Map(audited.map((row) => [row.event_id, row]));
  return (eventId, absent) => {
    const found = known.get(eventId);
    const at = sent.get(eventId);
    return {
      available:
        absent === 'erased'
          ? 'erased'
          : absent
            ? 'removed'
            : found?.stated === false
              ? 'too_old'
              : 'yes',
      handed: at ? { message_id: eventId, at } : null,
      opened_at: found?.opened_at ?? null,
      made: { times: found?.times ?? 0, last_at: found?.last_at ?? null },
    };
  };
}

const AUDITED = (what: string): string => `consent_events.id in (
  select (a.detail ->> 'event_id')::uuid from audit_log a
  where a.entity_type = 'consent' and a.action in ('consent.receipt_made', 'consent.revealed', 'consent.receipt_opened')
    and ${what} and a.detail ->> 'event_id' is not null)`;
const HANDED = `exists (select from (${HAND_OVERS}) h
  where h.tenant_id = consent_events.tenant_id and h.id = consent_events.id)`;
const OPENED = AUDITED(`a.action = 'consent.receipt_opened'`);
const MADE = AUDITED(isMaking('a'));

/** Filters events by the state of their receipt. */
export function inReceiptState(query: Knex.QueryBuilder, state: ReceiptState): void {
  if (state === 'handed') query.whereRaw(HANDED);
  if (state === 'opened') query.whereRaw(OPENED);
  if (state === 'made') query.whereRaw(MADE);
  if (state === 'none') query.whereRaw(`not (${HANDED} or ${OPENED} or ${MADE})`);
}
