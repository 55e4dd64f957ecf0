import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { Template } from '#models/template.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';

/** Makes a template the default for its channel and category; there is one for each. */
export async function makeDefault(trx: Trx, ctx: Context, id: string): Promise<void> {
  const template = await Template.query(trx).findOne({ id }).whereNull('archived_at').forUpdate();
  if (!template) throw notFound('Template');
  if (template.is_default) return;
  const { channel, category } = template;
  // The old default is unset first, since the unique index allows only one.
  await Template.query(trx)
    .where({ channel, category, is_default: true })
    .patch({ is_default: false });
  await Template.query(trx).where({ id }).patch({ is_default: true });
  await recordAudit(trx, ctx, {
    action: 'template.made_default',
    entityType: 'template',
    entityId: id,
    detail: { channel, category },
  });
}

/** Makes the provided template the default again; every tenant has one. */
export async function giveBackDefault(trx: Trx, ctx: Context, template: Template): Promise<void> {
  if (!template.is_default) return;
  const { channel, category } = template;
  const provided = await Template.query(trx)
    .where({ channel, category, origin: 'provided' })
    .whereNot('id', template.id)
    .orderBy('created_at')
    .orderBy('name')
    .first();
  if (provided) await makeDefault(trx, ctx, provided.id);
}
