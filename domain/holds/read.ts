import { notFound } from '#lib/errors.ts';
import { viewEach, viewOne, type Marked } from '../addresses/view-each.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { holdView, type HoldRow, type HoldView } from './row.ts';

export type HoldFilter = PageRequest & {
  state?: 'in_force' | 'released' | undefined;
  contact_id?: string | undefined;
  campaign_id?: string | undefined;
};

/** Lists holds, newest first. @throws AppError invalid (cursor) */
export async function listHolds(
  services: Services,
  ctx: Context,
  { state, contact_id, campaign_id, ...request }: HoldFilter,
): Promise<Page<HoldView & Marked>> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('legal_holds').select('legal_holds.*');
    if (state === 'in_force') query.whereNull('released_at');
    if (state === 'released') query.whereNotNull('released_at');
    if (contact_id !== undefined) query.where({ contact_id });
    if (campaign_id !== undefined) query.where({ campaign_id });
    const found = await page<HoldRow>(query, request, 'created_at', 'legal_holds');
    return { ...found, data: viewEach(keys, found.data, holdView) };
  });
}

/** Returns one hold. @throws AppError not_found */
export async function getHold(
  services: Services,
  ctx: Context,
  id: string,
): Promise<HoldView & Marked> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row: HoldRow | undefined = await trx('legal_holds').where({ id }).first();
    if (!row) throw notFound('Hold');
    return viewOne(keys, row, holdView);
  });
}
