import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { cancelSql } from '../message-ledger/stop-sql.ts';
import { onCampaign, type CampaignStands } from './stands.ts';

/** Cancels the messages of a canceled campaign that were not sent. Safe to repeat. */
export const cancelUnsent = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStands> =>
  onCampaign(services, ctx, input, async (trx, row) => {
    if (row.status !== 'canceled') return;
    const { rowCount: canceled } = await trx.raw<{ rowCount: number }>(
      `${cancelSql('campaign_canceled')} and m.campaign_id = :campaign`,
      { tenant: ctx.tenantId, campaign: row.id },
    );
    if (!canceled) return;
    await recordAudit(trx, ctx, {
      action: 'campaign.stopped',
      entityType: 'campaign',
      entityId: row.id,
      detail: { canceled },
    });
  });
