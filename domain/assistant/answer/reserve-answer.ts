import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import { reserveIn, type Estimate, type Reserved } from '../ledger/reserve.ts';
import { notify } from './notify.ts';

/** Reserves for an answer, or refuses it: then its row says which limit it was. */
export const reserveAnswer = (
  services: Services,
  ctx: Context,
  id: string,
  estimate: Estimate,
): Promise<Reserved> =>
  services.db.withTenant(ctx, async (trx) => {
    const reserved = await reserveIn(trx, ctx, id, estimate);
    if (reserved.status === 'refused') await sayRefused(trx, id, reserved.refusedBy);
    return reserved;
  });

/** Refuses an answer that is not decided about yet: there is nobody to ask, or nothing left. */
export const refuseAnswer = (
  services: Services,
  ctx: Context,
  id: string,
  why: string,
): Promise<Reserved> =>
  services.db.withTenant(ctx, async (trx) => {
    await refuseIn(trx, id, why);
    return { status: 'refused', refusedBy: why };
  });

/** Refuses it in the given transaction. @returns whether it was not decided about yet */
export async function refuseIn(trx: Trx, id: string, why: string): Promise<boolean> {
  const refused: number = await trx('assistant_calls')
    .where({ id, status: 'requested' })
    .update({ status: 'refused', refused_by: why, ended_at: trx.raw('clock_timestamp()') });
  if (refused) await sayRefused(trx, id, why);
  return refused > 0;
}

async function sayRefused(trx: Trx, id: string, why: string | null): Promise<void> {
  await trx('assistant_messages')
    .where({ id, status: 'answering' })
    .update({
      status: why === 'canceled' ? 'canceled' : 'failed',
      failure: why,
      updated_at: trx.raw('clock_timestamp()'),
    });
  await notify(trx, id);
}
