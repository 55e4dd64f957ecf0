import { may, type To } from './moves.ts';

/** Encoding and cost of a text, by our own count. */
export type TextCost = {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** For all segments, a decimal string. */
  amount: string;
  currency: string;
};

/** The result of one hand-over, as `recordSql` reads it. */
export type HandOverResult = {
  id: string;
  /** The claim of the process that handed it over; null: a message that is handed over only once. */
  claim: string | null;
  status: To<'record'>;
  reason: string | null;
  code: string | null;
  /** The provider's id, if it is to be stored. */
  provider: string | null;
  /** Milliseconds until the next attempt or look-up; null: none. */
  wait: number | null;
  /** The outcome, as in providers/outcome.ts. */
  handover?: string;
  /** When the hand-over of a campaign's message began. Then being sent needs no event (the view message_history). */
  at?: Date | null;
  /** Of a text that the provider accepted, or may have. Others cost nothing. */
  cost?: TextCost | undefined;
};

/** Returns the binding `:results` of `recordSql`. */
export const resultRows = (rows: readonly HandOverResult[]): string =>
  JSON.stringify(rows.map(({ cost, ...row }) => ({ ...row, ...cost })));

const OPEN = may('record');

/**
 * Two CTEs: `r`, the results of hand-overs, and `recorded`, the messages that they were recorded for. A result counts only
 * for the process that still has the claim. If a delivery report came first, the message keeps that status; the provider's
 * id and the time of sending are stored all the same. The claim ends with the first result, except after `uncertain`,
 * which a better result may follow. A price that the provider has billed already stays. A campaign's recipient waits by `not_before`, a single message by its row in the outbox.
 * @param among a condition on `m` that an index answers, where there is one
 */
export const recordSql = (among = 'true'): string => `
  r as (
    select * from jsonb_to_recordset(:results::jsonb) as x(id uuid, claim uuid, status text, reason text, code text,
      provider text, wait float8, handover text, at timestamptz,
      encoding text, segments int, amount numeric, currency text)
  ), recorded as (
    update messages m set
      status = case when ${OPEN} then r.status else m.status end,
      reason = case when ${OPEN} then coalesce(r.reason, m.reason) else m.reason end,
      error_code = case when ${OPEN} then r.code else m.error_code end,
      provider_message_id = coalesce(r.provider, m.provider_message_id),
      claim = case when ${OPEN} and r.status = 'uncertain' then m.claim end,
      not_before = case when ${OPEN} and r.status = 'queued' and m.campaign_id is not null
        then now() + r.wait * interval '1 millisecond' end,
      sent_at = case when r.status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
      handed_over_at = case when ${OPEN} and r.status = 'sent' then r.at else m.handed_over_at end,
      sms_encoding = coalesce(r.encoding, m.sms_encoding),
      sms_segments = coalesce(m.sms_segments, r.segments),
      price = case when r.amount is null or m.price_basis = 'provider' then m.price
        else r.amount / r.segments * coalesce(m.sms_segments, r.segments) end,
      currency = case when r.amount is null or m.price_basis = 'provider' then m.currency else r.currency end,
      price_basis = case when r.amount is null then m.price_basis else coalesce(m.price_basis, 'counted') end,
      updated_at = now()
    from r where m.tenant_id = :tenant and m.id = r.id and m.claim is not distinct from r.claim and ${among}
    returning m.id, new.status, new.handed_over_at, new.status <> old.status as changed, ${may('record', 'old')} as open,
      r.handover, r.code, r.wait, r.at
  )`;

/** Condition for the recipients of one batch of a campaign, from `:from` to `:to`: a range of the campaign's index. */
export const IN_BATCH = 'm.campaign_id = :campaign and m.ordinal between :from and :to';

/**
 * Records that the recipients `:ids` of a batch were sent, which is what nearly always happened. It names each by the
 * batch's range and by its id: a join with the results would read the whole ledger for each batch while the planner
 * does not know yet how large the audience is.
 */
export const sentSql = `
  update messages m set status = 'sent', error_code = null, claim = null, not_before = null,
    sent_at = coalesce(m.sent_at, now()), handed_over_at = :at, updated_at = now()
  where m.tenant_id = :tenant and ${IN_BATCH} and m.id = any(:ids) and m.claim = :claim and ${OPEN}`;

/**
 * Recovers the messages that dead lanes had claimed. `lost` has `id`, `begun` (its hand-over had begun, so it may have been
 * sent) and `again` (it may be sent a second time). An uncertain message keeps its claim: if the process is alive after
 * all, its result is still recorded.
 * @param repeated the reason stored with messages that are sent a second time
 */
export const recoverSql = (lost: string, repeated: string): string => `
  update messages m set updated_at = now(),
    status = case when l.begun and not l.again then 'uncertain' else 'queued' end,
    claim = case when l.begun and not l.again then m.claim end,
    reason = case when l.begun and l.again then '${repeated}' else m.reason end,
    attempts = m.attempts - (not l.begun)::int
  from ${lost} l where m.tenant_id = :tenant and m.id = l.id and ${may('recover')}`;

/** Queues a text again that the provider has no record of. */
export const repeatSql = (repeated: string): string => `
  update messages m set status = 'queued', reason = '${repeated}', claim = null, updated_at = now()
  where m.tenant_id = :tenant and m.id = :id and ${may('repeat')}`;

const REPORTED = {
  sent: 'reportSent',
  delivered: 'reportDelivered',
  failed: 'reportFailed',
  bounced: 'reportBounced',
  complained: 'reportComplained',
} as const;
/** Statuses that a provider's report can set. */
export type Reported = keyof typeof REPORTED;

/**
 * Records a provider's report about one message. Reports come late, twice and out of order; a report that brings nothing
 * new changes nothing, and a delivery does not undo a bounce.
 * @param set expressions for the provider's code and id; a value that is not given stays
 */
export const reportSql = (status: Reported, set: { code?: string; provider?: string } = {}): string => `
  update messages m set status = '${status}', error_code = ${set.code ?? 'm.error_code'},
    provider_message_id = ${set.provider ?? 'm.provider_message_id'},
    sent_at = coalesce(m.sent_at, now()), updated_at = now()
  where m.tenant_id = :tenant and m.id = :id and ${may(REPORTED[status])}`; // prettier-ignore
