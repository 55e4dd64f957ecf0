import type { Context, Services } from '../context.ts';
import { LEASE_MS } from './rules.ts';

/** Says that a claim is still being worked on: slow is not dead. */
export const holdClaims = (
  services: Services,
  ctx: Context,
  messageIds: readonly string[],
): Promise<unknown> =>
  services.db.withTenant(ctx, (trx) =>
    trx('outbox')
      .whereIn('message_id', messageIds)
      .update({ due_at: trx.raw(`now() + ? * interval '1 millisecond'`, [LEASE_MS]) }),
  );
