import { conflict, invalidField, notFound } from '#lib/errors.ts';
import { Suppression } from '#models/suppression.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { PERSONS_OWN } from './contract.ts';

/**
 * Lifts a suppression. One that comes from the person or protects them is lifted only by a signed-in member who
 * states a reason, e.g. for a wrong entry; never by a program, an import or in bulk. Lifting does not grant consent:
 * a person who withdrew stays withdrawn until they opt in again.
 * @throws AppError not_found, conflict (an API key), invalid (`reason`)
 */
export async function liftSuppression(
  services: Services,
  ctx: Context,
  id: string,
  why: string | undefined,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const found = await Suppression.query(trx).findOne({ id }).forUpdate();
    if (!found) throw notFound('Suppression');
    if (PERSONS_OWN.includes(found.reason)) {
      if (ctx.actor.type !== 'user') {
        throw conflict(
          'A person’s own opt-out is lifted only by the person (START, a new opt-in), or by a member who signs in and gives a reason',
        );
      }
      if (!why) throw invalidField('reason', 'must say why: the person asked for this block');
    }
    await Suppression.query(trx).where({ id }).delete();
    await recordAudit(trx, ctx, {
      action: 'suppression.deleted',
      entityType: 'suppression',
      entityId: id,
      detail: { channel: found.channel, reason: found.reason, ...(why ? { why } : {}) },
    });
  });
}
