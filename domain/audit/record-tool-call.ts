import type { ErrorKind } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { recordAudit } from './record.ts';

/**
 * Records that a program or a language model read data through a tool, or was refused.
 * @param refused why the call was refused, if it was
 */
export const recordToolCall = (
  services: Services,
  ctx: Context,
  tool: string,
  refused?: ErrorKind | 'internal',
): Promise<void> =>
  services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: 'tool.called',
      entityType: 'tool',
      entityId: tool,
      detail: refused ? { reason: refused } : {},
    }),
  );
