import type { Trx } from '#lib/db.ts';
import { isKind } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';
import { audienceSql } from './audience-sql.ts';
import type { CampaignStatus } from './contract.ts';
import { restLeft } from '../senders/sender-rests.ts';
import { loadCampaign } from './read.ts';
import { endLanes } from './recover.ts';
import { laneCount } from './rules.ts';
import type { CampaignRow } from './view.ts';
import { textsByLocale } from './texts.ts';

/** What a campaign needs next. `people` is the audience with those left out; lanes split it. */
export type CampaignStep =
  | { step: 'wait'; waitMs: number }
  | { step: 'send'; lanes: number; people: number }
  | { step: 'done'; status: CampaignStatus };

/** While paused nothing happens until somebody acts. */
const PAUSED_LOOK = 24 * 3_600_000;

/**
 * Brings a campaign to where it should be: freezes the audience when its time has come, settles what dead
 * lanes left behind, finishes when nobody is left. Called only while no lane runs.
 */
export function advanceCampaign(
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStep> {
  return services.db.withTenant(ctx, async (trx): Promise<CampaignStep> => {
    await trx.raw('set local statement_timeout = 0');
    const row = await found(trx, input.id);
    if (row?.run !== input.run) return { step: 'done', status: 'canceled' };
    switch (row.status) {
      case 'scheduled': {
        const wait = (row.scheduled_at?.getTime() ?? 0) - timeOf(trx).getTime();
        if (wait > 0) return { step: 'wait', waitMs: wait };
        return begin(trx, ctx, row);
      }
      case 'sending':
        await endLanes(trx, ctx, row.id);
        return next(trx, ctx, row);
      case 'paused':
        await endLanes(trx, ctx, row.id);
        return { step: 'wait', waitMs: PAUSED_LOOK };
      case 'canceled':
        await endLanes(trx, ctx, row.id);
        await cancelRest(trx, ctx, row);
        return { step: 'done', status: 'canceled' };
      default:
        return { step: 'done', status: row.status };
    }
  });
}

/** Undefined: taken back to its draft, and removed. */
const found = (trx: Trx, id: string): Promise<CampaignRow | undefined> =>
  loadCampaign(trx, id, true).catch((error: unknown) => {
    if (isKind(error, 'not_found')) return undefined;
    throw error;
  });

/**
 * One statement writes everybody down: who gets it with the consent it rests on, who does not with the
 * reason, and in which language. In the order contacts came, which is how they lie on disk, with their consents.
 */
async function begin(trx: Trx, ctx: Context, row: CampaignRow): Promise<CampaignStep> {
  const people = await audienceSql(trx, row);
  const texts = await textsByLocale(trx, row.template_version_id ?? '');
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `insert into messages (tenant_id, campaign_id, ordinal, contact_id, channel, purpose_id, address_bidx,
       template_version_id, status, reason, consent_event_id)
     select x.tenant_id, ?::uuid, row_number() over (order by x.contact_id), x.contact_id, x.channel, x.purpose_id,
       x.address_bidx, coalesce((?::jsonb ->> x.locale)::uuid, ?::uuid), case when x.reason is null then 'queued' else 'excluded' end, x.reason,
       case when x.reason is null then x.warrant end
     from (select a.*, ${gateReason('a')} as reason, c.granted_event_id as warrant
       from (${people.sql}) a ${gateJoin('a')}) x`,
    [row.id, JSON.stringify(texts.byLocale), texts.other, ...people.bindings],
  );
  const now = timeOf(trx);
  await Campaign.query(trx)
    .where({ id: row.id })
    .patch({
      status: 'sending',
      started_at: now,
      audience_frozen_at: now,
      version: row.version + 1,
      updated_at: now,
    });
  await recordAudit(trx, ctx, {
    action: 'campaign.started',
    entityType: 'campaign',
    entityId: row.id,
    detail: { audience: rowCount, template_version_id: row.template_version_id },
  });
  return { step: 'send', lanes: laneCount(rowCount), people: rowCount };
}

async function next(trx: Trx, ctx: Context, row: CampaignRow): Promise<CampaignStep> {
  await excludeForgotten(trx, ctx, row);
  const { rows } = await trx.raw<{
    rows: { people: number; queued: number; wait_ms: number | null }[];
  }>(
    `select count(*)::int as people, (count(*) filter (where status = 'queued'))::int as queued,
       (extract(epoch from min(coalesce(not_before, 'epoch')) filter (where status = 'queued')
         - now()) * 1000)::float8 as wait_ms
     from messages where campaign_id = :campaign`,
    { campaign: row.id },
  );
  const { people = 0, queued = 0, wait_ms = null } = rows[0] ?? {};
  if (queued === 0) return finish(trx, ctx, row);
  const wait = Math.max(wait_ms ?? 0, await restLeft(trx, row.channel));
  if (wait > 0) return { step: 'wait', waitMs: wait };
  return { step: 'send', lanes: laneCount(queued), people };
}

/** Somebody whose consent record is gone since the freeze (erased): no claim will find them. */
async function excludeForgotten(trx: Trx, ctx: Context, row: CampaignRow): Promise<void> {
  await trx.raw(
    `with gone as (
       update messages m set status = 'excluded', reason = 'no_consent', updated_at = now()
       where m.tenant_id = :tenant and m.campaign_id = :campaign and m.status = 'queued'
         and not exists (select from consents c where c.tenant_id = m.tenant_id and c.address_bidx = m.address_bidx
           and c.channel = m.channel and c.purpose_id = m.purpose_id)
       returning m.id
     )
     insert into message_events (tenant_id, message_id, type, detail)
     select :tenant, id, 'excluded', '{"reason": "no_consent"}'::jsonb from gone`,
    { tenant: ctx.tenantId, campaign: row.id },
  );
}

async function finish(trx: Trx, ctx: Context, row: CampaignRow): Promise<CampaignStep> {
  const now = timeOf(trx);
  await Campaign.query(trx)
    .where({ id: row.id })
    .patch({ status: 'sent', finished_at: now, version: row.version + 1, updated_at: now });
  const { rows } = await trx.raw<{ rows: { status: string; count: number }[] }>(
    'select status, count(*)::int as count from messages where campaign_id = ? group by status',
    [row.id],
  );
  await recordAudit(trx, ctx, {
    action: 'campaign.sent',
    entityType: 'campaign',
    entityId: row.id,
    detail: Object.fromEntries(rows.map((r) => [r.status, r.count])),
  });
  return { step: 'done', status: 'sent' };
}

async function cancelRest(trx: Trx, ctx: Context, row: CampaignRow): Promise<void> {
  const canceled = await trx('messages')
    .where({ campaign_id: row.id, status: 'queued' })
    .update({ status: 'canceled', reason: 'campaign_canceled', updated_at: trx.fn.now() });
  await recordAudit(trx, ctx, {
    action: 'campaign.stopped',
    entityType: 'campaign',
    entityId: row.id,
    detail: { canceled },
  });
}
