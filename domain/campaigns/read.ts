import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { CampaignStatus } from './contract.ts';
import { campaignView, type CampaignRow, type CampaignView } from './view.ts';

const withPurpose = (trx: Trx): Knex.QueryBuilder =>
  trx('campaigns')
    .join('purposes as p', (on) => {
      on.on('p.tenant_id', 'campaigns.tenant_id').on('p.id', 'campaigns.purpose_id');
    })
    .select('campaigns.*', 'p.key as purpose');

/** Returns the campaign's row, if it exists. @param lock locks it until the transaction ends */
export async function findCampaign(
  trx: Trx,
  id: string,
  lock = false,
): Promise<CampaignRow | undefined> {
  const query = withPurpose(trx).where('campaigns.id', id);
  if (lock) query.forUpdate('campaigns');
  const row: CampaignRow | undefined = await query.first();
  return row;
}

/** Returns the campaign's row. @param lock as in `findCampaign` @throws AppError not_found */
export async function loadCampaign(trx: Trx, id: string, lock = false): Promise<CampaignRow> {
  const row = await findCampaign(trx, id, lock);
  if (!row) throw notFound('Campaign');
  return row;
}

/** Returns a campaign. @throws AppError not_found */
export const getCampaign = (services: Services, ctx: Context, id: string): Promise<CampaignView> =>
  services.db.withTenant(ctx, async (trx) => campaignView(await loadCampaign(trx, id)));

/** Lists campaigns, newest first. */
export async function listCampaigns(
  services: Services,
  ctx: Context,
  filter: PageRequest & {
    status?: CampaignStatus | undefined;
    channel?: 'sms' | 'email' | undefined;
  },
): Promise<Page<CampaignView>> {
  const found = await services.db.withTenant(ctx, (trx) => {
    const query = withPurpose(trx);
    if (filter.status) query.where('campaigns.status', filter.status);
    if (filter.channel) query.where('campaigns.channel', filter.channel);
    return page<CampaignRow>(query, filter, 'created_at', 'campaigns');
  });
  return { ...found, data: found.data.map(campaignView) };
}
