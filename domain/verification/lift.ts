import { notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';

/** Unblocks a prefix; its conversion is counted anew from now. @throws AppError not_found */
export async function liftPrefixBlock(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const [found]: { prefix: string }[] = await trx('verification_prefix_blocks')
      .where({ id, lifted_at: null })
      .where('blocked_until', '>', trx.fn.now())
      .update({ lifted_at: trx.raw('clock_timestamp()') })
      .returning('prefix');
    if (!found) throw notFound('Block');
    await recordAudit(trx, ctx, {
      action: 'verification.prefix_unblocked',
      entityType: 'verification_prefix_block',
      entityId: id,
      detail: found,
    });
  });
}

/**
 * Lifts the lock of an address before it ends. The failures of the last day stay counted: the next wrong code locks
 * the address again, for twice as long. @throws AppError not_found
 */
export async function liftLock(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const [found]: { purpose: string }[] = await trx('verification_locks')
      .where({ id })
      .where('locked_until', '>', trx.fn.now())
      .update({ locked_until: trx.raw('clock_timestamp()'), consecutive: 0 })
      .returning('purpose');
    if (!found) throw notFound('Lock');
    await recordAudit(trx, ctx, {
      action: 'verification.destination_unlocked',
      entityType: 'verification_lock',
      entityId: id,
      detail: found,
    });
  });
}
