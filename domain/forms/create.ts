import type { Trx } from '#lib/db.ts';
import { inUse } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Form } from '#models/form.ts';
import { recordAudit } from '../audit/record.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { formSettings, type NewForm } from './contract.ts';
import { checkSettings } from './check-settings.ts';
import { asksFor } from './asks.ts';
import { loadForm } from './read.ts';
import type { FormView } from './view.ts';

/** Creates a form. @throws AppError invalid (an unknown purpose), conflict (the address is taken) */
export async function createForm(
  services: Services,
  ctx: Context,
  input: NewForm,
): Promise<FormView> {
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    if (await Form.query(trx).findOne({ id })) return loadForm(trx, services, id);
    checkSettings(input);
    const asks = asksFor(input);
    await assertSlugFree(trx, ctx, input.slug, id);
    await Form.query(trx).insert({
      tenant_id: ctx.tenantId,
      id,
      slug: input.slug,
      name: input.name,
      asks,
      settings: formSettings.parse(input),
      active: input.active,
    });
    await setPurposes(trx, ctx, id, input.purposes ?? []);
    await recordAudit(trx, ctx, { action: 'form.created', entityType: 'form', entityId: id });
    return loadForm(trx, services, id);
  });
}

/**
 * Checks that a slug is free. The lock serialises simultaneous calls with the same slug, so that the second one gets
 * the error.
 */
export async function assertSlugFree(
  trx: Trx,
  ctx: Context,
  slug: string,
  id: string,
): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`forms:${ctx.tenantId}`]);
  const other = await Form.query(trx).where({ slug }).whereNot({ id }).whereNull('archived_at').first(); // prettier-ignore
  if (other) throw inUse('slug', 'There is already a form with this address');
}

/** Replaces the purposes of a form. @throws AppError invalid (field `purposes`) */
export async function setPurposes(
  trx: Trx,
  ctx: Context,
  formId: string,
  refs: readonly string[],
): Promise<void> {
  const rows: object[] = [];
  for (const [position, ref] of refs.entries()) {
    const purpose = await purposeNamed(trx, ref, `purposes.${position}`);
    rows.push({ tenant_id: ctx.tenantId, form_id: formId, purpose_id: purpose.id, position });
  }
  await trx('form_purposes').where({ form_id: formId }).delete();
  if (rows.length) await trx('form_purposes').insert(rows);
}
