import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { onCampaign, type CampaignStands } from './stands.ts';

/**
 * Ends a campaign that has nobody left to message. Changes nothing while there is somebody, or while it is paused.
 */
export const finishCampaign = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStands> =>
  onCampaign(services, ctx, input, async (trx, row) => {
    if (row.status !== 'sending') return;
    const rows: { status: string; count: number }[] = await trx('messages')
      .where({ campaign_id: row.id })
      .groupBy('status')
      .select('status', trx.raw('count(*)::int as count'));
    if (rows.some(({ status }) => status === 'queued' || status === 'sending')) return;
    const now = timeOf(trx);
    await Campaign.query(trx)
      .where({ id: row.id })
      .patch({ status: 'sent', finished_at: now, version: row.version + 1, updated_at: now });
    await recordAudit(trx, ctx, {
      action: 'campaign.sent',
      entityType: 'campaign',
      entityId: row.id,
      detail: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    });
  });
