import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import { excludeSql } from '../message-ledger/stop-sql.ts';
import { endLanes } from './recover.ts';
import { onCampaign, type CampaignStands } from './stands.ts';
import type { CampaignRow } from './view.ts';

/**
 * Recovers what dead lanes left behind, excludes people erased since the freeze, and returns the campaign's standing.
 * Call it only while no lane runs.
 */
export const reconcileCampaign = (
  services: Services,
  ctx: Context,
  input: { id: string; run: number },
): Promise<CampaignStands> =>
  onCampaign(services, ctx, input, async (trx, row) => {
    if (!row.audience_frozen_at) return;
    await endLanes(trx, ctx, row.id);
    if (row.status === 'sending') await excludeForgotten(trx, ctx, row);
  });

/** Excludes people whose consent record was erased since the freeze: no claim would find them. */
async function excludeForgotten(trx: Trx, ctx: Context, row: CampaignRow): Promise<void> {
  await trx.raw(
    `with gone as (
       ${excludeSql('no_consent')} and m.campaign_id = :campaign
         and not exists (select from consents c where c.tenant_id = m.tenant_id and c.address_bidx = m.address_bidx
           and c.channel = m.channel and c.purpose_id = m.purpose_id)
       returning m.id
     )
     insert into message_events (tenant_id, message_id, type, detail)
     select :tenant, id, 'excluded', '{"reason": "no_consent"}'::jsonb from gone`,
    { tenant: ctx.tenantId, campaign: row.id },
  );
}
