/*
 * SQL for the time of a message's decision, for the alias `m` of a ledger row: the last time the gate was asked about
 * it, by the database's clock and with the consent locked. So everything recorded before that moment was seen, and
 * nothing recorded later (docs/sending.md).
 */
export const decidedAt = (m: string): string => `coalesce((
  select case when ${m}.status in ('excluded', 'refused', 'awaiting_consent', 'canceled')
    then coalesce(max(e.recorded_at) filter (where e.type in ('excluded', 'refused')),
      max(e.recorded_at) filter (where e.type = 'decided'))
    -- A campaign's hand-over names its moment; that of a single message is the claim.
    else coalesce(
      max(e.occurred_at) filter (where e.type = 'handed_over' and ${m}.campaign_id is not null),
      max(e.occurred_at) filter (where e.type in ('sent', 'deferred', 'uncertain') and ${m}.campaign_id is not null),
      max(e.recorded_at) filter (where e.type = 'sending'),
      min(e.occurred_at) filter (where e.type in ('failed', 'bounced') and ${m}.campaign_id is not null),
      max(e.recorded_at) filter (where e.type = 'decided')) end
  from message_history e where e.tenant_id = ${m}.tenant_id and e.message_id = ${m}.id
), ${m}.created_at)`;

/** SQL for the block of an address as of a moment, as `reason` and `recorded_at`; no row: there was none. */
export const blockAsOf = (address: string, channel: string, at: string): string => `
  select b.reason, b.recorded_at from (
    select k.reason, k.expires_at, k.recorded_at from suppression_changes k
    where k.address_bidx = ${address} and k.channel = ${channel} and k.recorded_at <= ${at}
    order by k.seq desc limit 1
  ) b where b.reason is not null and (b.expires_at is null or b.expires_at > ${at})`;
