import { AppError, notFound } from '#lib/errors.ts';
import type { Services } from '../context.ts';
import { tenantBySlug, type PublicTenant } from '../forms/public-forms.ts';
import { policiesOf } from '../retention/policies.ts';
import { widgetOf, type WidgetRow } from './settings.ts';

export type PublicWidget = {
  tenant: PublicTenant;
  settings: WidgetRow;
  /** How long questions and answers are kept. */
  keepDays: number | null;
  /** The last part of the address of the form by which a visitor may leave an address. */
  form: string | null;
};

/**
 * Returns the widget behind a public address, also one that is off.
 * @throws AppError not_found: no such organization, a suspended one, or one that never had a widget
 */
export async function publicWidget(services: Services, slug: string): Promise<PublicWidget> {
  const tenant = await tenantBySlug(services, slug);
  if (!tenant) throw notFound('Widget');
  return services.db.withTenant(tenant, async (trx) => {
    const settings = await widgetOf(trx);
    if (!settings) throw notFound('Widget');
    const kept = (await policiesOf(trx)).find(({ kind }) => kind === 'visitor_conversations');
    const form: { slug: string } | undefined = await trx('forms')
      .where({ id: settings.form_id, active: true })
      .whereNull('archived_at')
      .first('slug');
    return { tenant, settings, keepDays: kept?.keep_days ?? null, form: form?.slug ?? null };
  });
}

/** Returns a widget that is in use. @throws AppError not_found, gone (it is off) */
export async function openWidget(services: Services, slug: string): Promise<PublicWidget> {
  const widget = await publicWidget(services, slug);
  if (!widget.settings.active) throw new AppError('gone', 'This widget is off');
  return widget;
}
