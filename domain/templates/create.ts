import { setImmediate } from 'node:timers/promises';
import { AppError, inUse, type FieldError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Trx } from '#lib/db.ts';
import { Template } from '#models/template.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { NewTemplate, TemplateSource } from './contract.ts';
import { makeDefault } from './default.ts';
import { loadTemplate } from './read.ts';
import { checked } from './checked.ts';
import { checkWritten } from './rules.ts';
import { tooMuchToRead } from './source-cost.ts';
import { templateView, type TemplateView } from './view.ts';

/** Creates a template. @throws AppError invalid (errors in the text), conflict (the name is taken) */
export async function createTemplate(
  services: Services,
  ctx: Context,
  input: NewTemplate,
): Promise<TemplateView> {
  const { name, is_default, origin: _, texts, ...main } = input;
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    if (!(await Template.query(trx).findOne({ id }))) {
      await insertTemplate(trx, ctx, id, name, inLanguages(main, texts ?? {}));
      if (is_default) await makeDefault(trx, ctx, id);
    }
    return templateView(await loadTemplate(trx, id));
  });
}

/** Returns the main text, followed by those in other languages. */
export const inLanguages = (
  main: TemplateSource,
  texts: NonNullable<NewTemplate['texts']>,
): [TemplateSource, ...TemplateSource[]] => {
  const { channel, category } = main;
  return [
    main,
    ...Object.entries(texts)
      .filter(([language]) => language !== languageOf(main))
      .map(([language, text]) => ({ channel, category, language, ...text })),
  ];
};

/** Returns the language of a text; English if none is given. */
export const languageOf = (source: TemplateSource): string => source.language ?? 'en';

/** Inserts a template of the tenant's own with its first version, in the caller's transaction. */
export async function insertTemplate(
  trx: Trx,
  ctx: Context,
  id: string,
  name: string,
  sources: readonly [TemplateSource, ...TemplateSource[]],
): Promise<void> {
  const [main] = sources;
  await everyOneSound(sources, languageOf(main));
  await nameIsFree(trx, name, main.channel);
  await Template.query(trx).insert({
    tenant_id: ctx.tenantId,
    id,
    name,
    channel: main.channel,
    category: main.category,
    language: languageOf(main),
  });
  await addVersion(trx, ctx, id, 1, sources);
  await recordAudit(trx, ctx, {
    action: 'template.created',
    entityType: 'template',
    entityId: id,
    detail: {
      channel: main.channel,
      category: main.category,
      languages: sources.map(languageOf),
    },
  });
}

/** Adds a version: the texts in all languages. Earlier versions stay unchanged. */
export async function addVersion(
  trx: Trx,
  ctx: Context,
  templateId: string,
  version: number,
  sources: readonly TemplateSource[],
): Promise<void> {
  await trx('template_versions').insert(
    sources.map((source) => ({
      tenant_id: ctx.tenantId,
      id: newId(),
      template_id: templateId,
      version,
      language: languageOf(source),
      subject: source.subject ?? null,
      body: source.body,
      created_by: ctx.actor.id,
    })),
  );
}

/**
 * Checks the texts in all languages: each must meet the duties of the category. @throws AppError invalid, with the
 * fields of each
 */
export async function everyOneSound(
  sources: readonly TemplateSource[],
  main: string,
): Promise<void> {
  const errors: FieldError[] = [];
  for (const [i, source] of sources.entries()) {
    // A text may take some 50 ms; others have their turn between two.
    if (i) await setImmediate();
    const language = languageOf(source);
    for (const { path, message } of checkWritten(source)) {
      errors.push({ path: language === main ? path : `texts.${language}.${path}`, message });
    }
  }
  if (errors.length) throw new AppError('invalid', 'The template is not valid', { errors });
}

/**
 * Checks one text.
 * @param within the field of the request that has the text; empty for one that is stored
 * @throws AppError invalid, with every invalid field
 */
export function mustBeSound(source: TemplateSource, within = ''): void {
  const tooMuch = within ? tooMuchToRead(source) : undefined;
  const errors = (tooMuch ? [tooMuch] : checked(source)).map(({ path, message }) => ({
    path: within ? `${within}.${path}` : path,
    message,
  }));
  if (errors.length) throw new AppError('invalid', 'The template is not valid', { errors });
}

/** Checks that a name is free on its channel. @throws AppError conflict */
export async function nameIsFree(
  trx: Trx,
  name: string,
  channel: 'sms' | 'email',
  exceptId?: string,
): Promise<void> {
  const taken = await Template.query(trx).findOne({ name, channel }).whereNull('archived_at');
  if (taken && taken.id !== exceptId) {
    throw inUse('name', 'There is already a template with this name for this channel');
  }
}
