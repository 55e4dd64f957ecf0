import type { Trx } from '#lib/db.ts';
import { conflict, notFound, type FieldError } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Form } from '#models/form.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { asksFor } from './asks.ts';
import { checkSettings, settingsFaults } from './check-settings.ts';
import { DEFAULT_SLUG, formSettings, type FormAsks, type FormPatch } from './contract.ts';
import { assertSlugFree, setPurposes } from './create.ts';
import { formPurposes, loadForm } from './read.ts';
import type { FormView } from './view.ts';

/**
 * Changes the named fields. What visitors saw before stays on record; a form that is open in a browser asks them to
 * check it again.
 * @param ifMatch the version the caller edited
 * @throws AppError not_found, conflict (archived, address taken or fixed), precondition_failed, invalid
 */
export async function updateForm(
  services: Services,
  ctx: Context,
  id: string,
  patch: FormPatch,
  ifMatch?: IfMatch,
): Promise<FormView> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Form.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Form');
    if (row.archived_at) throw conflict('This form is archived');
    mustMatch('this form', row, ifMatch);
    const changed = Object.keys(patch);
    if (!changed.length) return loadForm(trx, services, id);
    const before = formSettings.parse(row.settings);
    checkSettings(patch, await checkedAgainst(trx, row));
    const {
      name = row.name,
      slug = row.slug,
      active = row.active,
      purposes,
      asks,
      ...settings
    } = patch;
    if (slug !== row.slug) {
      if (row.slug === DEFAULT_SLUG) throw conflict('The address of your first form is fixed');
      await assertSlugFree(trx, ctx, slug, id);
    }
    const asked =
      purposes || asks ? await changeAsked(trx, ctx, row, { purposes, asks }) : row.asks;
    await Form.query(trx)
      .where({ id })
      .patch({
        name,
        slug,
        active,
        asks: asked,
        settings: { ...before, ...settings },
        version: row.version + 1,
        updated_at: timeOf(trx),
      });
    await recordAudit(trx, ctx, {
      action: 'form.updated',
      entityType: 'form',
      entityId: id,
      detail: { version: row.version + 1, fields: changed },
    });
    return loadForm(trx, services, id);
  });
}

/** What a change of a form is checked against. */
const checkedAgainst = async (trx: Trx, row: Form) => ({
  ...formSettings.parse(row.settings),
  purposes: await formPurposes(trx, row.id),
});

/** Returns what a change of a form would be refused for. */
export async function formChangeFaults(
  services: Services,
  ctx: Context,
  id: string,
  patch: FormPatch,
): Promise<FieldError[]> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Form.query(trx).findOne({ id });
    return row ? settingsFaults(patch, await checkedAgainst(trx, row)) : [];
  });
}

/**
 * Changes the purposes. They stay unchanged where none are named, unless the form asks for every marketing purpose
 * from now on.
 */
async function changeAsked(
  trx: Trx,
  ctx: Context,
  { id }: Form,
  { purposes, asks }: Pick<FormPatch, 'purposes' | 'asks'>,
): Promise<FormAsks> {
  const named = purposes ?? (asks === 'named' ? await formPurposes(trx, id) : []);
  const wanted = asksFor({ asks, purposes: named });
  await setPurposes(trx, ctx, id, named);
  return wanted;
}

/** Archives a form; its submissions and what it showed stay. @throws AppError as updateForm */
export async function archiveForm(
  services: Services,
  ctx: Context,
  id: string,
  ifMatch?: IfMatch,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const row = await Form.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Form');
    if (row.archived_at) return;
    mustMatch('this form', row, ifMatch);
    if (row.slug === DEFAULT_SLUG) {
      throw conflict('Your first form stays, since its address is fixed; pause it instead');
    }
    await Form.query(trx)
      .where({ id })
      .patch({ archived_at: timeOf(trx), active: false, version: row.version + 1 });
    await recordAudit(trx, ctx, { action: 'form.archived', entityType: 'form', entityId: id });
  });
}
