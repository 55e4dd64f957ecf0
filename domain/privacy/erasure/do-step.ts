import type { Context, Services } from '../../context.ts';
import type { ErasureStep } from '../steps.contract.ts';
import { withAddressesNow } from './addresses-now.ts';
import { eraseIn } from './erase-in.ts';
import type { ErasureRow } from './row.ts';
import type { ErasureMeans } from './step.ts';

/**
 * Runs one step of an erasure and records the step in its row. Does nothing for one that has ended.
 * @returns false while something cannot be deleted just now; call again later
 */
export async function doErasureStep(
  services: Services,
  ctx: Context,
  id: string,
  step: ErasureStep,
  means: ErasureMeans,
): Promise<boolean> {
  const keys = await services.keyring.keys(ctx);
  const row = await services.db.withTenant(ctx, async (trx) => {
    const [found]: ErasureRow[] = await trx('privacy_erasures')
      .where({ id, finished_at: null })
      .whereNotIn('status', ['completed', 'failed'])
      // While a legal hold keeps the rest, the page shows that and no step.
      .update({
        step: trx.raw(`case when status = 'on_hold' then null else ? end`, [step]),
        updated_at: trx.fn.now(),
      })
      .returning('*');
    return found && withAddressesNow(trx, ctx, keys, found);
  });
  if (!row) return true;
  const subject = { contactId: row.contact_id, addresses: row.addresses };
  return eraseIn(step, { services, ctx, subject, means, erasureId: id });
}
