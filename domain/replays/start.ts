import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import { loadCampaign } from '../campaigns/read.ts';
import type { Context, Services } from '../context.ts';
import { postStart } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
import { getReplay, type Replay } from './read.ts';

/**
 * Starts a replay, which repeats every decision of a campaign as of its time.
 * @throws AppError not_found; `unavailable` while Temporal cannot be reached (nothing is started then)
 */
export async function startReplay(
  services: Services,
  ctx: Context,
  campaignId: string,
): Promise<Replay> {
  await services.processes.ping();
  const id = ctx.resourceId ?? newId();
  const { tenantId } = ctx;
  const process = workflowId('campaign-replay', tenantId, id);
  await services.db.withTenant(ctx, async (trx) => {
    await loadCampaign(trx, campaignId);
    const made: unknown[] = await trx('campaign_replays')
      .insert({
        tenant_id: tenantId,
        id,
        campaign_id: campaignId,
        workflow_id: process,
        requested_by_type: ctx.actor.type,
        requested_by: ctx.actor.id,
      })
      .onConflict(['tenant_id', 'id'])
      .ignore()
      .returning('id');
    if (!made.length) return;
    await recordAudit(trx, ctx, {
      action: 'campaign.replay_started',
      entityType: 'campaign',
      entityId: campaignId,
      detail: { replay_id: id },
    });
    await postStart(trx, ctx, 'campaign-replay', process, { tenantId, id });
  });
  return getReplay(services, ctx, id);
}
