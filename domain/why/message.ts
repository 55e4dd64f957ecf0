import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { explain, type Why } from './explain.ts';
import { decidedRow } from './subject.ts';
import { otherRows } from './whom.ts';

/**
 * Explains why a message was, or was not, sent, with its proof.
 * @param reveal addresses and evidence in clear: needs pii:read and is audited
 * @throws AppError not_found, forbidden
 */
export async function whyMessage(
  services: Services,
  ctx: Context,
  id: string,
  reveal: boolean,
): Promise<Why> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await decidedRow(trx, id);
    if (!row) throw notFound('Message');
    const others = await otherRows(trx, row);
    return explain(trx, services, ctx, keys, { row, others, reveal });
  });
}
