import { AppError, conflict } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import type { Trx } from '#lib/db.ts';
import { Template } from '#models/template.ts';
import { TemplateVersion } from '#models/template-version.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { NewTemplate, TemplateSource } from './contract.ts';
import { makeDefault } from './default.ts';
import { loadTemplate } from './read.ts';
import { checkTemplate } from './rules.ts';
import { templateView, type TemplateView } from './view.ts';

/** @throws AppError invalid (what is wrong with the text), conflict (the name is taken) */
export async function createTemplate(
  services: Services,
  ctx: Context,
  input: NewTemplate,
): Promise<TemplateView> {
  const { name, is_default, origin: _, ...source } = input;
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    if (!(await Template.query(trx).findOne({ id }))) {
      await insertTemplate(trx, ctx, id, name, source);
      if (is_default) await makeDefault(trx, ctx, id);
    }
    return templateView(await loadTemplate(trx, id));
  });
}

/** A template of the tenant's own, with its first version, inside the caller's transaction. */
export async function insertTemplate(
  trx: Trx,
  ctx: Context,
  id: string,
  name: string,
  source: TemplateSource,
): Promise<void> {
  mustBeSound(source);
  await nameIsFree(trx, name, source.channel);
  await Template.query(trx).insert({
    tenant_id: ctx.tenantId,
    id,
    name,
    channel: source.channel,
    category: source.category,
  });
  await addVersion(trx, ctx, id, 1, source);
  await recordAudit(trx, ctx, {
    action: 'template.created',
    entityType: 'template',
    entityId: id,
    detail: { channel: source.channel, category: source.category },
  });
}

/** Adds a text; earlier ones stay as they were. */
export async function addVersion(
  trx: Trx,
  ctx: Context,
  templateId: string,
  version: number,
  source: TemplateSource,
): Promise<void> {
  await TemplateVersion.query(trx).insert({
    tenant_id: ctx.tenantId,
    id: newId(),
    template_id: templateId,
    version,
    language: source.language ?? 'en',
    subject: source.subject ?? null,
    body: source.body,
    created_by: ctx.actor.id,
  });
}

/** @throws AppError invalid, with every field that is wrong */
export function mustBeSound(source: TemplateSource, within = ''): void {
  const errors = checkTemplate(source).map(({ path, message }) => ({
    path: within ? `${within}.${path}` : path,
    message,
  }));
  if (errors.length) throw new AppError('invalid', 'The template is not valid', { errors });
}

/** @throws AppError conflict */
export async function nameIsFree(
  trx: Trx,
  name: string,
  channel: 'sms' | 'email',
  exceptId?: string,
): Promise<void> {
  const taken = await Template.query(trx).findOne({ name, channel }).whereNull('archived_at');
  if (taken && taken.id !== exceptId) {
    throw conflict('There is already a template with this name for this channel');
  }
}
