import type { Context, Services } from '../context.ts';
import { LEASE_MS } from './rules.ts';

/** Extends the lease of a claim that is still being worked on: a slow process is not a dead one. */
export const renewLease = (
  services: Services,
  ctx: Context,
  messageIds: readonly string[],
): Promise<unknown> =>
  services.db.withTenant(ctx, (trx) =>
    trx('outbox')
      // A message that was put back meanwhile waits for its own time.
      .whereIn(
        'message_id',
        trx('messages').whereIn('id', messageIds).where({ status: 'sending' }).select('id'),
      )
      .update({ due_at: trx.raw(`now() + ? * interval '1 millisecond'`, [LEASE_MS]) }),
  );
