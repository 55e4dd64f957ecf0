import type { Trx } from '#lib/db.ts';
import type { Message } from '#models/message.ts';
import type { SuppressionReason } from '../suppressions/contract.ts';
import { decidedAt } from './decided.ts';

/** A ledger row with what an explanation needs: the decision, its time and its consent. */
export type Decided = Pick<
  Message,
  | 'id' | 'campaign_id' | 'contact_id' | 'channel' | 'status' | 'reason' | 'consent_event_id' | 'held'
  | 'not_before' | 'attempts' | 'error_code' | 'provider_message_id' | 'created_at' | 'sent_at'
> & {
  purpose: string | null;
  purpose_name: string | null;
  marketing: boolean;
  /** The consent of the event that allowed it, else the one of its address. */
  consent_id: string | null;
  campaign_name: string | null;
  campaign_status: string | null;
  /** It went, or would have gone, to an address its contact no longer has. */
  earlier_address: boolean;
  /** RFC 3339 with microseconds: the order of events within a millisecond matters. */
  decided_at: string;
  /** What blocked the address then, and what blocks it now. */
  block_then: SuppressionReason | null;
  block_now: SuppressionReason | null;
  block_since: Date | null;
}; // prettier-ignore

const RFC = (at: string): string =>
  `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Returns the ledger row of a message; null when there is none. */
export async function decidedRow(trx: Trx, id: string): Promise<Decided | null> {
  const { rows } = await trx.raw<{ rows: Decided[] }>(
    `select m.id, m.campaign_id, m.contact_id, m.channel, m.status, m.reason, m.consent_event_id, m.held,
       m.not_before, m.attempts, m.error_code, m.provider_message_id, m.created_at, m.sent_at,
       p.key as purpose, p.name as purpose_name, coalesce(p.category = 'marketing', false) as marketing,
       coalesce(w.consent_id, c.id) as consent_id,
       h.id is not null and m.address_bidx is not null and m.address_bidx is distinct from
         case m.channel when 'sms' then h.phone_bidx else h.email_bidx end as earlier_address,
       k.name as campaign_name, k.status as campaign_status,
       ${RFC('d.at')} as decided_at, b.reason as block_then, s.reason as block_now, s.created_at as block_since
     from messages m
     cross join lateral (select ${decidedAt('m')} as at) d
     left join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
     left join consent_events w on w.tenant_id = m.tenant_id and w.id = m.consent_event_id
     left join consents c on c.tenant_id = m.tenant_id and c.address_bidx = m.address_bidx
       and c.channel = m.channel and c.purpose_id = m.purpose_id
     left join contacts h on h.tenant_id = m.tenant_id and h.id = m.contact_id
     left join campaigns k on k.tenant_id = m.tenant_id and k.id = m.campaign_id
     left join suppression_changes b on b.tenant_id = m.tenant_id and b.seq = (
       select x.seq from suppression_changes x where x.tenant_id = m.tenant_id
         and x.address_bidx = m.address_bidx and x.channel = m.channel and x.recorded_at <= d.at
       order by x.seq desc limit 1)
       and b.reason is not null and (b.expires_at is null or b.expires_at > d.at)
     left join suppressions s on s.tenant_id = m.tenant_id and s.channel = m.channel
       and s.address_bidx = m.address_bidx and (s.expires_at is null or s.expires_at > now())
     where m.id = :id::uuid`,
    { id },
  ); // prettier-ignore
  return rows[0] ?? null;
}

/** An event of a message, oldest first, including the provider's reports. */
export type Happened = {
  type: string;
  occurred_at: Date;
  detail: Record<string, unknown> | null;
};
/** Returns the events of a message, oldest first, 1,000 at most. */
export const happenedTo = async (trx: Trx, id: string): Promise<Happened[]> => {
  const { rows } = await trx.raw<{ rows: Happened[] }>(
    `select type, occurred_at, detail from (
       select type, occurred_at, recorded_at, detail from message_history where message_id = :id
       union all
       select 'report_' || kind, occurred_at, recorded_at,
         jsonb_strip_nulls(jsonb_build_object('code', code, 'permanence', permanence))
       from mail_reports where message_id = :id
     ) e order by recorded_at, occurred_at limit 1000`,
    { id },
  );
  return rows;
};
