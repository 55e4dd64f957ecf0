import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { TemplateCategory, TemplateChannel } from './contract.ts';
import { chooseLanguage, type LanguageReason } from './languages.ts';
import { templateView, type TemplateRow, type TemplateView } from './view.ts';

export type TemplateFilter = PageRequest & {
  channel?: TemplateChannel | undefined;
  category?: TemplateCategory | undefined;
  origin?: 'provided' | 'user' | undefined;
  q?: string | undefined;
  archived: boolean;
};

/** Lists templates with their main text, the last changed first. */
export async function listTemplates(
  services: Services,
  ctx: Context,
  filter: TemplateFilter,
): Promise<Page<TemplateView>> {
  const { channel, category, origin, q, archived, ...request } = filter;
  return services.db.withTenant(ctx, async (trx) => {
    const query = withText(trx);
    if (channel) query.where('templates.channel', channel);
    if (category) query.where('templates.category', category);
    if (origin) query.where('templates.origin', origin);
    if (!archived) query.whereNull('templates.archived_at');
    if (q) query.whereILike('templates.name', `%${q.replace(/[\\%_]/g, '\\$&')}%`);
    const found = await page<TemplateRow>(query, request, 'updated_at', 'templates');
    return { ...found, data: found.data.map(templateView) };
  });
}

/** Returns one template. @throws AppError not_found */
export const getTemplate = (services: Services, ctx: Context, id: string): Promise<TemplateView> =>
  services.db.withTenant(ctx, async (trx) => templateView(await loadTemplate(trx, id)));

/** Reads a template with its newest main text; undefined when it does not exist. */
export const findTemplate = (trx: Trx, id: string): Promise<TemplateRow | undefined> =>
  withText(trx).where('templates.id', id).first();

/** Reads a template with its newest main text. @throws AppError not_found */
export async function loadTemplate(trx: Trx, id: string): Promise<TemplateRow> {
  const row = await findTemplate(trx, id);
  if (!row) throw notFound('Template');
  return row;
}

/** Reads the default template for a use; undefined when the organisation has none. */
export const defaultTemplate = (
  trx: Trx,
  use: { channel: TemplateChannel; category: TemplateCategory },
): Promise<TemplateRow | undefined> =>
  withText(trx)
    .where({ 'templates.channel': use.channel, 'templates.category': use.category })
    .where('templates.is_default', true)
    .first();

/** Reads the default template with the text for a recipient's locale; see languages.ts. */
export async function defaultTemplateFor(
  trx: Trx,
  use: { channel: TemplateChannel; category: TemplateCategory },
  locale: string | null | undefined,
): Promise<TemplateRow | undefined> {
  const row = await defaultTemplate(trx, use);
  return row && inLanguageOf(trx, row, locale);
}

export type ChosenTemplate = TemplateRow & { because: LanguageReason };

/**
 * Selects a template's text for a recipient's locale, with the reason.
 * @param home the organisation's locale, if it was read already
 */
export async function inLanguageOf(
  trx: Trx,
  row: TemplateRow,
  locale: string | null | undefined,
  home?: string,
): Promise<ChosenTemplate> {
  const tenant: { locale: string } =
    home === undefined ? await trx('tenants').first('locale') : { locale: home };
  const main = row.texts.find((text) => text.version_id === row.version_id);
  const chosen = chooseLanguage(
    row.texts.map((text) => text.language),
    main?.language ?? row.language,
    { recipient: locale, organization: tenant.locale },
  );
  const text = row.texts.find(({ language }) => language === chosen.language);
  return { ...row, ...text, because: chosen.because };
}

const withText = (trx: Trx): Knex.QueryBuilder =>
  trx('templates')
    .join('template_versions as v', (on) => {
      on.on('v.tenant_id', 'templates.tenant_id')
        .on('v.template_id', 'templates.id')
        .on('v.version', 'templates.version')
        .on('v.language', 'templates.language');
    })
    .joinRaw(
      `cross join lateral (select json_agg(json_build_object('version_id', t.id, 'language', t.language,
           'subject', t.subject, 'body', t.body) order by t.language) as texts from template_versions t
         where t.tenant_id = templates.tenant_id and t.template_id = templates.id
           and t.version = templates.version) l`,
    )
    .select('templates.*', 'v.id as version_id', 'v.subject', 'v.body', 'l.texts');
