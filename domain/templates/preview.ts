import type { Trx } from '#lib/db.ts';
import type { FieldError } from '#lib/errors.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { Rendered, TemplateSource, TemplateVariables } from './contract.ts';
import { loadTemplate } from './read.ts';
import { compileTemplate } from './render.ts';
import { checkTemplate, SAMPLE } from './rules.ts';
import { smsSize, type SmsSize } from './segments.ts';
import {
  CONTACT_COLUMNS,
  contactVariables,
  maskVariables,
  organizationVariables,
  type ContactRow,
} from './variables.ts';
import { sourceOf } from './view.ts';

export type PreviewFor = {
  contact_id?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  reveal: boolean;
};
export type Preview = {
  subject: string | null;
  text: string;
  html: string | null;
  segments: SmsSize | null;
  /** What a send with these values would miss. */
  missing: string[];
  /** What has to be changed before the text can be saved. */
  errors: FieldError[];
};

/** A saved template as a recipient would see it. Personal data is masked unless it is revealed. */
export const previewTemplate = (
  services: Services,
  ctx: Context,
  id: string,
  target: PreviewFor,
): Promise<Preview> =>
  services.db.withTenant(ctx, async (trx) =>
    preview(trx, services, ctx, sourceOf(await loadTemplate(trx, id)), target),
  );

/** A text that is not saved yet, while it is written. */
export const previewText = (
  services: Services,
  ctx: Context,
  source: TemplateSource,
  target: PreviewFor,
): Promise<Preview> =>
  services.db.withTenant(ctx, (trx) => preview(trx, services, ctx, source, target));

async function preview(
  trx: Trx,
  services: Services,
  ctx: Context,
  source: TemplateSource,
  target: PreviewFor,
): Promise<Preview> {
  const errors = checkTemplate(source);
  const contact = await contactOf(trx, services, ctx, target);
  const vars: TemplateVariables = {
    ...SAMPLE,
    contact,
    organization: await organizationVariables(trx),
    variables: target.variables ?? {},
  };
  const rendered = fill(source, vars);
  return {
    subject: rendered.subject ?? null,
    text: rendered.text,
    html: rendered.html ?? null,
    segments: source.channel === 'sms' ? smsSize(rendered.text) : null,
    missing: rendered.missing,
    errors,
  };
}

/** A text that cannot be read shows nothing; why is in `errors`. */
function fill(source: TemplateSource, vars: TemplateVariables): Rendered & { missing: string[] } {
  try {
    const template = compileTemplate(source);
    return { ...template.render(vars, { allowMissing: true }), missing: template.missing(vars) };
  } catch (error) {
    if (error instanceof AppError) return { text: '', missing: [] };
    throw error;
  }
}

async function contactOf(
  trx: Trx,
  services: Services,
  ctx: Context,
  target: PreviewFor,
): Promise<NonNullable<TemplateVariables['contact']>> {
  if (target.contact_id === undefined) return SAMPLE.contact;
  const row: ContactRow | undefined = await trx('contacts')
    .where({ id: target.contact_id })
    .first(...CONTACT_COLUMNS);
  if (!row) throw notFound('Contact');
  const clear = contactVariables(await services.keyring.keys(ctx), row);
  if (!target.reveal) return maskVariables(clear);
  if (!ctx.permissions.has('pii:read')) {
    throw new AppError('forbidden', 'This needs the permission pii:read');
  }
  await recordAudit(trx, ctx, {
    action: 'contact.revealed',
    entityType: 'contact',
    entityId: row.id,
    detail: { by: 'template preview' },
  });
  return clear;
}
