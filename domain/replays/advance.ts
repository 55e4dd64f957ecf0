import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import { GATE_REASONS } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { blockAsOf, decidedAt } from '../why/decided.ts';
import { HOW_FAR, howFarIs, type ReplayCounts, type ReplayNumbers } from './how-far.ts';

/** Recipients per transaction: a fraction of a second. */
const CHUNK = 1000;

/** SQL for the gate's answer to a state, as its reason. */
const said = (block: string, state: string): string => `
  case when ${block} is not null then 'suppressed_' || ${block}
    when ${state} is null or ${state} = 'none' then 'no_consent' else ${state} end`;

/** Reasons decided by consent or a block; the others are separate rules. */
const BY_CONSENT = GATE_REASONS.filter((reason) => reason !== 'no_address')
  .map((reason) => `'${reason}'`)
  .join(', ');

/*
 * SQL for a chunk of a campaign, with each decision made twice more: by what was known when it was made, and by what
 * was known when the replay began. consents_as_of answers for all consents of the chunk, suppression_changes for
 * blocks.
 */
const REPLAY = `
  with chunk as materialized (
    select m.ordinal, m.id, m.status, m.reason, m.consent_event_id, m.address_bidx, m.address_gone, m.channel,
      coalesce(w.consent_id, c.id) as consent_id, ${decidedAt('m')} as at,
      case when m.status in ('excluded', 'refused') then m.reason else 'granted' end as decided,
      row_number() over (order by m.ordinal) as nr
    from (select * from messages where tenant_id = :tenant and campaign_id = :campaign and ordinal > :after
      order by ordinal limit ${CHUNK}) m
    left join consent_events w on w.tenant_id = :tenant and w.id = m.consent_event_id
    left join consents c on c.tenant_id = :tenant and c.address_bidx = m.address_bidx
      and c.channel = m.channel and c.purpose_id = m.purpose_id
  ), asked as materialized (
    select array_agg(consent_id order by nr) as consents, array_agg(at order by nr) as at_times,
      array_agg(greatest(at, :known::timestamptz) order by nr) as now_times from chunk
  ), held_then as materialized (
    select a.* from asked q cross join lateral consents_as_of(q.consents, q.at_times, q.at_times) a
  ), held_now as materialized (
    select a.* from asked q cross join lateral consents_as_of(q.consents, q.at_times, q.now_times) a
  ), judged as materialized (
    select j.*, ${said('b.reason', 't.state')} as known_then, ${said('b.reason', 'n.state')} as known_now,
      t.event_id as then_event_id, n.event_id as now_event_id
    from chunk j
    left join lateral (${blockAsOf('j.address_bidx', 'j.channel', 'j.at')}) b on true
    left join held_then t on t.nr = j.nr
    left join held_now n on n.nr = j.nr
  ), named as materialized (
    select j.*, case
      when j.status in ('queued', 'sending', 'canceled', 'awaiting_consent') then 'undecided'
      when j.status in ('excluded', 'refused') and j.reason not in (${BY_CONSENT}) then 'not_by_consent'
      when j.address_bidx is null and j.consent_id is null then case j.address_gone
        when 'erasure' then 'erased' else 'undecided' end
      when j.known_then is distinct from j.decided
        or j.decided = 'granted' and j.then_event_id is distinct from j.consent_event_id then 'not_as_decided'
      when j.known_now is distinct from j.known_then then 'known_since'
      else 'same' end as kind
    from judged j
  ), kept as (
    insert into campaign_replay_differences (tenant_id, replay_id, message_id, kind, decided_at, decided,
      known_then, known_now, then_event_id, now_event_id)
    select :tenant, :replay, id, kind, at, decided, known_then, known_now, then_event_id, now_event_id
    from named where kind in ('not_as_decided', 'known_since')
    order by ordinal
  )
  update campaign_replays r set reached = coalesce(x.reached, r.reached), audience = r.audience + x.people,
    same = r.same + x.same, not_as_decided = r.not_as_decided + x.not_as_decided,
    known_since = r.known_since + x.known_since, not_by_consent = r.not_by_consent + x.not_by_consent,
    undecided = r.undecided + x.undecided, erased = r.erased + x.erased
  from (select max(ordinal) as reached, count(*)::int as people,
    ${['same', 'not_as_decided', 'known_since', 'not_by_consent', 'undecided', 'erased']
      .map((kind) => `(count(*) filter (where kind = '${kind}'))::int as ${kind}`)
      .join(', ')} from named) x
  where r.tenant_id = :tenant and r.id = :replay
  returning x.people, ${HOW_FAR.map((name) => `r.${name}`).join(', ')}`;

type Row = ReplayNumbers & {
  id: string;
  campaign_id: string;
  status: string;
  reached: number;
  known_at: string;
};

/** `done`: nothing is left to do, also after a cancellation. */
export type ReplayStands = { done: boolean; status: string; counts: ReplayCounts };

const GONE: ReplayStands = {
  done: true,
  status: 'gone',
  counts: { done: 0, of: 0, differences: 0 },
};

/**
 * Processes one more chunk. Safe to repeat: results and progress are one transaction.
 * @returns its standing; a deleted replay is done
 */
export const advanceReplay = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<ReplayStands> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: Row | undefined = await trx('campaign_replays')
      .where({ id })
      .forUpdate()
      .first(
        'id',
        'campaign_id',
        'status',
        'reached',
        ...HOW_FAR,
        trx.raw('known_at::text as known_at'),
      );
    if (!row) return GONE;
    if (row.status !== 'running') {
      return { done: true, status: row.status, counts: howFarIs(row) };
    }
    const { rows } = await trx.raw<{ rows: (ReplayNumbers & { people: number })[] }>(REPLAY, {
      tenant: ctx.tenantId,
      campaign: row.campaign_id,
      replay: id,
      after: row.reached,
      known: row.known_at,
    });
    const [chunk] = rows;
    const counts = howFarIs(chunk ?? row);
    if (chunk?.people === CHUNK) return { done: false, status: row.status, counts };
    await finish(trx, ctx, row);
    return { done: true, status: 'completed', counts };
  });

async function finish(trx: Trx, ctx: Context, row: Row): Promise<void> {
  const { rows } = await trx.raw<{ rows: Record<string, number | null>[] }>(
    `update campaign_replays r set status = 'completed', finished_at = now(), written_down = (
       select (a.detail ->> 'audience')::int from audit_log a where a.tenant_id = r.tenant_id
         and a.entity_type = 'campaign' and a.entity_id = r.campaign_id::text and a.action = 'campaign.started'
       order by a.seq limit 1)
     where r.id = ?
     returning audience, same, not_as_decided, known_since, not_by_consent, undecided, erased, written_down`,
    [row.id],
  );
  await recordAudit(trx, ctx, {
    action: 'campaign.replayed',
    entityType: 'campaign',
    entityId: row.campaign_id,
    detail: { replay_id: row.id, ...rows[0] },
  });
}
