import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { endVerification } from '../pending-codes/end.ts';
import { verificationView, type VerificationView } from './view.ts';

/** Ends a pending verification. @throws AppError not_found, conflict (already final) */
export async function cancelVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<VerificationView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await Verification.query(trx).findOne({ id }).forUpdate();
    if (!found) throw notFound('Verification');
    if (found.status !== 'pending') throw conflict(`This verification is already ${found.status}`);
    await recordAudit(trx, ctx, {
      action: 'verification.canceled',
      entityType: 'verification',
      entityId: id,
    });
    const ended = (await endVerification(trx, id, 'canceled')) ?? found;
    return verificationView(keys, ended, timeOf(trx));
  });
}
