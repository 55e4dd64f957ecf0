import { conflict, invalidField, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Template } from '#models/template.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import { addVersion, everyOneSound } from './create.ts';
import { loadTemplate } from './read.ts';
import { sourceOf, templateView, type TemplateText, type TemplateView } from './view.ts';

export type VersionView = {
  version: number;
  created_at: Date;
  /** Who wrote it; null for a provided text. */
  created_by: string | null;
  texts: Record<string, { subject: string | null; body: string }>;
};

const MOST = 200;

/** Lists up to 200 versions of a template with all texts, the newest first. @throws AppError not_found */
export const listVersions = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<VersionView[]> =>
  services.db.withTenant(ctx, async (trx) => {
    if (!(await Template.query(trx).findOne({ id }))) throw notFound('Template');
    const { rows } = await trx.raw<{ rows: VersionView[] }>(
      `select version, min(created_at) as created_at, min(created_by) as created_by,
         json_object_agg(language, json_build_object('subject', subject, 'body', body) order by language) as texts
       from template_versions where template_id = ? group by version order by version desc limit ?`,
      [id, MOST],
    );
    return rows;
  });

/**
 * Restores an old version by copying it to a new version; versions in between stay readable. It must meet the current
 * rules.
 * @throws AppError not_found, conflict (provided, archived), precondition_failed, invalid
 */
export async function restoreVersion(
  services: Services,
  ctx: Context,
  id: string,
  version: number,
  ifMatch?: IfMatch,
): Promise<TemplateView> {
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Template.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Template');
    if (row.archived_at) throw conflict('This template is archived; copy it to use it again');
    if (row.origin === 'provided') throw conflict('Provided templates stay as they are');
    mustMatch('this template', row, ifMatch);
    const texts: TemplateText[] = await trx('template_versions')
      .where({ template_id: id, version })
      .orderBy('language');
    const [first] = texts;
    if (!first) throw invalidField('version', 'is not a version of this template');
    const main = texts.find((text) => text.language === row.language) ?? first;
    const { channel, category } = row;
    const sources = texts.map((text) => sourceOf({ channel, category, ...text }));
    await everyOneSound(sources, main.language);
    await addVersion(trx, ctx, id, row.version + 1, sources);
    await Template.query(trx)
      .where({ id })
      .patch({ version: row.version + 1, language: main.language, updated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'template.restored',
      entityType: 'template',
      entityId: id,
      detail: { version: row.version + 1, restored: version },
    });
    return templateView(await loadTemplate(trx, id));
  });
}
