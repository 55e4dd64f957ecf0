import { notFound } from '#lib/errors.ts';
import { viewOne, type Marked } from '../addresses/view-each.ts';
import type { Context, Services } from '../context.ts';
import { holdView, type HoldRow, type HoldView } from './row.ts';

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
