import { may, type To } from './moves.ts';

/** How a hand-over went, for `heardSql`. */
export type Heard = {
  id: string;
  /** Who holds it; null: a message that was begun and is handed over once. */
  claim: string | null;
  status: To<'record'>;
  reason: string | null;
  code: string | null;
  /** The provider's name for it, where it is to be kept. */
  provider: string | null;
  /** When to look again, in milliseconds. */
  wait: number | null;
  /** As providers say it (providers/outcome.ts). */
  handover?: string;
  /** When the hand-over began, where that is known. */
  at?: Date | null;
};

/** The binding `:heard`. */
export const heardRows = (rows: readonly Heard[]): string => JSON.stringify(rows);

const OPEN = may('record');

/**
 * Two members of a `with`: `r`, what is said of hand-overs, and `heard`, what was heard of it. Only the holder of the
 * claim is heard. A delivery report that was faster stays; what we learn besides is kept. After `uncertain` a better
 * answer may follow, so only then the claim stays. A recipient of a campaign waits by `not_before`, a single message
 * by its place in the outbox.
 */
export const HEARD = `
  r as (
    select * from jsonb_to_recordset(:heard::jsonb) as x(id uuid, claim uuid, status text, reason text, code text,
      provider text, wait float8, handover text, at timestamptz)
  ), heard as (
    update messages m set
      status = case when ${OPEN} then r.status else m.status end,
      reason = case when ${OPEN} then coalesce(r.reason, m.reason) else m.reason end,
      error_code = case when ${OPEN} then r.code else m.error_code end,
      provider_message_id = coalesce(r.provider, m.provider_message_id),
      claim = case when ${OPEN} and r.status = 'uncertain' then m.claim end,
      not_before = case when ${OPEN} and r.status = 'queued' and m.campaign_id is not null
        then now() + r.wait * interval '1 millisecond' end,
      sent_at = case when r.status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
      updated_at = now()
    from r where m.tenant_id = :tenant and m.id = r.id and m.claim is not distinct from r.claim
    returning m.id, new.status, new.status <> old.status as changed, ${may('record', 'old')} as open,
      r.handover, r.code, r.wait, r.at
  )`;

/**
 * What lanes that died had claimed, of `lost`: `begun`, so it may have gone out, and whether it may go `again`. The
 * claim stays with an uncertain one: should its sender be alive after all, what it has to say is still heard.
 * @param repeated the reason of what goes a second time
 */
export const recoverSql = (lost: string, repeated: string): string => `
  update messages m set updated_at = now(),
    status = case when l.begun and not l.again then 'uncertain' else 'queued' end,
    claim = case when l.begun and not l.again then m.claim end,
    reason = case when l.begun and l.again then '${repeated}' else m.reason end,
    attempts = m.attempts - (not l.begun)::int
  from ${lost} l where m.tenant_id = :tenant and m.id = l.id and ${may('recover')}`;

/** A text of which the provider has no record. */
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
/** What reports make of a message. */
export type Reported = keyof typeof REPORTED;

/**
 * What a provider reports later. Reports come late, twice and out of order: one that brings nothing new changes
 * nothing, and a delivery does not undo a bounce.
 * @param set expressions for what else it says; what is left out stays
 */
export const reportSql = (status: Reported, set: { code?: string; provider?: string } = {}): string => `
  update messages m set status = '${status}', error_code = ${set.code ?? 'm.error_code'},
    provider_message_id = ${set.provider ?? 'm.provider_message_id'},
    sent_at = coalesce(m.sent_at, now()), updated_at = now()
  where m.tenant_id = :tenant and m.id = :id and ${may(REPORTED[status])}`; // prettier-ignore
