import { conflict, invalidField, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Template } from '#models/template.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { mustMatch, type IfMatch } from '../if-match.ts';
import type { TemplatePatch, TemplateSource } from './contract.ts';
import { addVersion, everyOneSound, languageOf, nameIsFree } from './create.ts';
import { giveBackDefault, makeDefault } from './default.ts';
import { loadTemplate } from './read.ts';
import { sourceOf, sourcesOf, templateView, type TemplateRow, type TemplateView } from './view.ts';

/**
 * Changes a template by adding a version; the texts of sent messages stay readable.
 * @param ifMatch the version the caller edited
 * @throws AppError not_found, conflict (provided, archived, name taken), precondition_failed, invalid
 */
export async function updateTemplate(
  services: Services,
  ctx: Context,
  id: string,
  patch: TemplatePatch,
  ifMatch?: IfMatch,
): Promise<TemplateView> {
  const { is_default, ...edit } = patch;
  return services.db.withTenant(ctx, async (trx) => {
    const row = await Template.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Template');
    if (row.archived_at) throw conflict('This template is archived; copy it to use it again');
    mustMatch('this template', row, ifMatch);
    if (Object.keys(edit).length) {
      if (row.origin === 'provided') {
        throw conflict('Provided templates stay as they are; copy it and change the copy');
      }
      const { sources, main } = edited(await loadTemplate(trx, id), edit);
      await everyOneSound(sources, main);
      const name = edit.name ?? row.name;
      await nameIsFree(trx, name, row.channel, id);
      await addVersion(trx, ctx, id, row.version + 1, sources);
      await Template.query(trx)
        .where({ id })
        .patch({ name, language: main, version: row.version + 1, updated_at: timeOf(trx) });
      await recordAudit(trx, ctx, {
        action: 'template.updated',
        entityType: 'template',
        entityId: id,
        detail: { version: row.version + 1, fields: Object.keys(edit) },
      });
    }
    if (is_default === true) await makeDefault(trx, ctx, id);
    if (is_default === false) await giveBackDefault(trx, ctx, row);
    return templateView(await loadTemplate(trx, id));
  });
}

/** Returns the texts after the edit, and the language of the main one. */
function edited(
  now: TemplateRow,
  edit: Omit<TemplatePatch, 'is_default'>,
): { sources: TemplateSource[]; main: string } {
  const texts = new Map(sourcesOf(now).map((source) => [languageOf(source), source]));
  const { language: wanted = now.language, subject, body } = edit;
  const changesText = body !== undefined || subject !== undefined;
  if (wanted !== now.language && texts.has(wanted) && changesText) {
    throw invalidField('language', 'is there already: write that text under `texts`');
  }
  const switched = wanted !== now.language && texts.has(wanted);
  if (!switched) {
    const { subject: before, ...rest } = sourceOf(now);
    const after = subject === undefined ? before : (subject ?? undefined);
    texts.delete(now.language);
    texts.set(wanted, {
      ...rest,
      language: wanted,
      body: body ?? rest.body,
      ...(after === undefined ? {} : { subject: after }),
    });
  }
  for (const [language, text] of Object.entries(edit.texts ?? {})) {
    if (text)
      texts.set(language, { channel: now.channel, category: now.category, language, ...text });
    else if (language === wanted) {
      throw invalidField(`texts.${language}`, 'is the main language: choose another one first');
    } else texts.delete(language);
  }
  return { sources: [...texts.values()], main: wanted };
}
