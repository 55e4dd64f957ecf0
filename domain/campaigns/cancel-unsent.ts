import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { onCampaign, type CampaignStands } from './stands.ts';

/** Cancels the messages of a canceled campaign that were not sent. Safe to repeat. */
export const cancelUnsent = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStands> =>
  onCampaign(services, ctx, input, async (trx, row) => {
    if (row.status !== 'canceled') return;
    const canceled = await trx('messages')
      .where({ campaign_id: row.id, status: 'queued' })
      .update({ status: 'canceled', reason: 'campaign_canceled', updated_at: trx.fn.now() });
    if (!canceled) return;
    await recordAudit(trx, ctx, {
      action: 'campaign.stopped',
      entityType: 'campaign',
      entityId: row.id,
      detail: { canceled },
    });
  });
