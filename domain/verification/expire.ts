import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { endVerification } from '../pending-codes/end.ts';
import { lockStanding, type CodeStanding } from './time-left.ts';

/**
 * Ends a pending verification whose time is over. Changes nothing while time is left: resending a code moves the end.
 * @returns its current standing
 */
export async function expireVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<CodeStanding> {
  return services.db.withTenant(ctx, async (trx) => {
    const { stands } = await lockStanding(trx, id);
    if (stands.status !== 'pending' || stands.waitMs > 0) return stands;
    await endVerification(trx, id, 'expired', { tell: false });
    await recordAudit(trx, ctx, {
      action: 'verification.expired',
      entityType: 'verification',
      entityId: id,
    });
    return { ...stands, status: 'expired' };
  });
}
