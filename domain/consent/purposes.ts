import type { Trx } from '#lib/db.ts';
import { conflict, invalidField, notFound } from '#lib/errors.ts';
import { isId, newId } from '#lib/ids.ts';
import { Purpose } from '#models/purpose.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';

/** A purpose by its key or id, as callers name it. @throws AppError invalid (field `purpose`) */
export async function purposeNamed(trx: Trx, ref: string): Promise<Purpose> {
  const found = await Purpose.query(trx).findOne(isId(ref) ? { id: ref } : { key: ref });
  if (!found) throw invalidField('purpose', 'is not one of your purposes');
  return found;
}

/** All purposes, oldest first: a tenant has a handful. */
export const listPurposes = (services: Services, ctx: Context): Promise<Purpose[]> =>
  services.db.withTenant(ctx, async (trx) => Purpose.query(trx).orderBy('created_at').limit(200));

export type NewPurpose = Pick<Purpose, 'key' | 'name' | 'description' | 'category'> & {
  expires_after_days: number | null;
};

/** @throws AppError conflict when the key is taken */
export async function createPurpose(
  services: Services,
  ctx: Context,
  input: NewPurpose,
): Promise<Purpose> {
  return services.db.withTenant(ctx, async (trx) => {
    if (await Purpose.query(trx).findOne({ key: input.key })) {
      throw conflict('There is already a purpose with this key');
    }
    const made = await Purpose.query(trx)
      .insert({ tenant_id: ctx.tenantId, id: ctx.resourceId ?? newId(), ...input })
      .returning('*');
    await recordAudit(trx, ctx, {
      action: 'purpose.created',
      entityType: 'purpose',
      entityId: made.id,
    });
    return made;
  });
}

/** Changes the words around a purpose; its key and category are what people consented to, and stay. */
export async function updatePurpose(
  services: Services,
  ctx: Context,
  id: string,
  patch: Partial<Pick<Purpose, 'name' | 'description' | 'expires_after_days'>>,
): Promise<Purpose> {
  return services.db.withTenant(ctx, async (trx) => {
    const made = await Purpose.query(trx).findOne({ id }).forUpdate();
    if (!made) throw notFound('Purpose');
    if (!Object.keys(patch).length) return made;
    await Purpose.query(trx).where({ id }).patch(patch);
    await recordAudit(trx, ctx, {
      action: 'purpose.updated',
      entityType: 'purpose',
      entityId: id,
      detail: { fields: Object.keys(patch) },
    });
    return Purpose.query(trx).findOne({ id }).throwIfNotFound();
  });
}
