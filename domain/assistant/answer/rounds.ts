import type { Context, Services } from '../../context.ts';
import type { Source } from '../askers-tools.ts';
import {
  endRoundIn,
  extendIn,
  type Extended,
  type NextRound,
  type Round,
} from '../ledger/extend.ts';
import { noteMentions } from './context.ts';
import { notify } from './notify.ts';

/** Records a request to the model that is over, and says what is looked up for the next one. */
export const endRound = (
  services: Services,
  ctx: Context,
  id: string,
  round: Round & { looking: readonly string[] },
): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    await endRoundIn(trx, id, round);
    await trx('assistant_messages')
      .where({ id, status: 'answering' })
      .update({ looking: [...round.looking] });
    await notify(trx, id);
  });

/** What was looked up for an answer: where a person sees it, and which contacts are in it. */
export type LookedAt = { sources: readonly Source[]; contactIds: readonly string[] };

/** Keeps what was looked up, and reserves for the next request, or not. */
export const beginRound = (
  services: Services,
  ctx: Context,
  id: string,
  next: NextRound,
  { sources, contactIds }: LookedAt,
): Promise<Extended> =>
  services.db.withTenant(ctx, async (trx) => {
    // First: whoever ends an answer locks the call before its message, and two orders would deadlock.
    const extended = await extendIn(trx, id, next);
    const kept: number = await trx('assistant_messages')
      .where({ id, status: 'answering' })
      .whereRaw(`failure is distinct from 'erased'`)
      .update({ sources: JSON.stringify(sources) });
    if (kept) await noteMentions(trx, ctx.tenantId, id, contactIds);
    await notify(trx, id);
    return extended;
  });
