import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { recoverSql } from '../message-ledger/record-sql.ts';
import { REPEATED } from '../messaging/rules.ts';
import type { Lane } from './claim.ts';

/**
 * Takes over a lane for an activity: from now on only `owner` may hand over its messages. What a dead owner left is
 * recovered first.
 */
export async function takeLane(
  services: Services,
  ctx: Context,
  lane: Lane,
  owner: string,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const key = { tenant_id: ctx.tenantId, campaign_id: lane.campaignId, lane: lane.lane };
    await trx('campaign_lanes')
      .insert({ ...key, owner })
      .onConflict(['tenant_id', 'campaign_id', 'lane'])
      .ignore();
    // Locked until the end: a predecessor that is still alive claims its next batch before this, or not at all.
    const before: LaneState = await trx('campaign_lanes').where(key).forUpdate().first('begun');
    await recoverLost(trx, ctx, lane.campaignId, [before], lane);
    await trx('campaign_lanes').where(key).update({ owner, begun: null });
  });
}

/** The claim a lane was handing over. */
type LaneState = { begun: string | null };
const LAST = 2 ** 31 - 1;

/** Does the same for all lanes, when none of them runs. */
export async function endLanes(trx: Trx, ctx: Context, campaignId: string): Promise<void> {
  const lanes: LaneState[] = await trx('campaign_lanes')
    .where({ campaign_id: campaignId })
    .delete()
    .returning('begun');
  await recoverLost(trx, ctx, campaignId, lanes);
}

/**
 * Recovers messages that are still `sending` although no process sends them.
 * 1. Not of the claim that its lane hands over: the hand-over of these was ended in order, or never begun. Queued
 *    again, unchanged.
 * 2. Of that claim: it may have gone out. A promotional message is never repeated. A transactional mail is repeated once,
 *    with the same Message-ID, by which mailboxes drop the duplicate. An uncertain message keeps its claim: if its
 *    sender is alive after all, its result is still accepted.
 */
async function recoverLost(
  trx: Trx,
  ctx: Context,
  campaignId: string,
  lanes: readonly LaneState[],
  lane?: Lane,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: { status: string; reason: string | null }[] }>(
    `with lost as (
       select m.id, m.updated_at as claimed_at, m.claim = any(:begun::uuid[]) as begun,
         p.category = 'transactional' and m.channel = 'email' and m.reason is distinct from '${REPEATED}' as again
       from messages m join purposes p on p.tenant_id = m.tenant_id and p.id = m.purpose_id
       where m.tenant_id = :tenant and m.campaign_id = :campaign and m.status = 'sending'
         and m.ordinal > :from and m.ordinal <= :to
     ), recorded as (
       ${recoverSql('lost', REPEATED)}
       returning m.id, m.status, m.channel, case when l.begun then m.reason end as reason, l.begun,
         l.claimed_at
     ), looked as (
       -- The provider knows what became of a text.
       insert into outbox (tenant_id, message_id)
       select :tenant, id from recorded where status = 'uncertain' and channel = 'sms'
       on conflict (tenant_id, message_id) do nothing
     ), told as (
       -- Its hand-over began after the claim: from there on the provider is asked about.
       insert into message_events (tenant_id, message_id, type, occurred_at, detail)
       select :tenant, id, status, claimed_at, '{"code": "process_lost"}'::jsonb from recorded where begun
     )
     select status, reason from recorded`,
    {
      tenant: ctx.tenantId,
      campaign: campaignId,
      begun: lanes.flatMap(({ begun }) => begun ?? []),
      from: lane?.from ?? -1,
      to: lane?.to ?? LAST,
    },
  );
  if (!rows.length) return;
  const repeated = rows.filter((row) => row.reason === REPEATED && row.status === 'queued').length;
  const uncertain = rows.filter((row) => row.status === 'uncertain').length;
  await recordAudit(trx, ctx, {
    action: 'campaign.recovered',
    entityType: 'campaign',
    entityId: campaignId,
    detail: { uncertain, repeated, untouched: rows.length - uncertain - repeated },
  });
}
