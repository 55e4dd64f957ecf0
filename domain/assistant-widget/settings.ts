import type { Trx } from '#lib/db.ts';
import { AppError, invalidField, type FieldError } from '#lib/errors.ts';
import { promptOf, readVisitorsPromptAgain } from '../assistant/prompt/prompt.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { wrongOrigin } from '../forms/check-settings.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { escapeHtml } from '../templates/plain.ts';
import { NO_WIDGET, type WidgetInput } from './contract.ts';

/** The widget as it is stored. */
export type WidgetRow = WidgetInput & { tenant_id: string; version: number };

export type WidgetView = WidgetInput & {
  version: number;
  /** What the model is told before each conversation with a visitor, word for word. */
  prompt: string;
  /** The HTML for the organization's sites. */
  snippet: string;
  /** The page that the frame shows. */
  url: string;
};

/** Returns the stored widget of the organization; undefined before there is one. */
export const widgetOf = (trx: Trx): Promise<WidgetRow | undefined> =>
  trx('assistant_widgets').first();

/** Returns the settings of the widget. */
export const getWidget = (services: Services, ctx: Context): Promise<WidgetView> =>
  services.db.withTenant(ctx, (trx) => viewOf(services, ctx, trx));

/**
 * Replaces the settings of the widget. They hold for the next question.
 * @throws AppError precondition_failed; invalid (`origins`: plain http in production, a host that cannot be; `form_id`:
 *   no form in use)
 */
export async function putWidget(
  services: Services,
  ctx: Context,
  input: WidgetInput,
  ifMatch?: IfMatch,
): Promise<WidgetView> {
  const errors = originFaults(input.origins, services.production ?? false);
  if (errors.length) throw new AppError('invalid', 'The input is invalid', { errors });
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `assistant-widget:${ctx.tenantId}`,
    ]);
    const before = await widgetOf(trx);
    mustMatch('the widget', { version: before?.version ?? 0 }, ifMatch);
    if (input.form_id !== null) await mustBeForm(trx, input.form_id);
    await trx('assistant_widgets')
      .insert({
        ...input,
        tenant_id: ctx.tenantId,
        version: (before?.version ?? 0) + 1,
        updated_at: trx.fn.now(),
      })
      .onConflict('tenant_id')
      .merge();
    const { greeting, knowledge, ...rest } = input;
    await recordAudit(trx, ctx, {
      action: 'assistant.widget_updated',
      entityType: 'organization',
      entityId: ctx.tenantId,
      detail: { ...rest, greeting: greeting.length, knowledge: knowledge.length },
    });
    await readVisitorsPromptAgain(trx);
    return viewOf(services, ctx, trx);
  });
}

/** Returns what is wrong with origins that have the right form. */
const originFaults = (origins: readonly string[], production: boolean): FieldError[] =>
  origins.flatMap((origin, i) => {
    const message =
      production && !origin.startsWith('https:') ? 'must begin with https://' : wrongOrigin(origin);
    return message === null ? [] : [{ path: `origins.${i}`, message }];
  });

async function mustBeForm(trx: Trx, id: string): Promise<void> {
  const form: unknown = await trx('forms').where({ id, active: true }).whereNull('archived_at').first('id'); // prettier-ignore
  if (!form) throw invalidField('form_id', 'is not a form in use');
}

async function viewOf(services: Services, ctx: Context, trx: Trx): Promise<WidgetView> {
  const row = await widgetOf(trx);
  const tenant: { slug: string; brand_color: string } = await trx('tenants').first('slug', 'brand_color'); // prettier-ignore
  const { text } = await promptOf(trx, ctx, 'visitors');
  const { publicUrl } = services;
  return {
    ...settingsOf(row),
    version: row?.version ?? 0,
    prompt: text,
    snippet: `<script async src="${escapeHtml(publicUrl)}/widget.js" data-widget="${escapeHtml(tenant.slug)}" data-color="${escapeHtml(tenant.brand_color)}"></script>`,
    url: `${publicUrl}/w/${tenant.slug}`,
  };
}

const settingsOf = (row: WidgetRow | undefined): WidgetInput => {
  if (!row) return NO_WIDGET;
  const { tenant_id: _, version: __, ...settings } = row;
  return settings;
};
