import { newId } from '#lib/ids.ts';
import type { Trx } from '#lib/db.ts';
import { Template } from '#models/template.ts';
import type { Context, Services } from '../context.ts';
import { insertTemplate } from './create.ts';
import { loadTemplate } from './read.ts';
import { sourceOf, sourcesOf, templateView, type TemplateView } from './view.ts';

/** Copies any template to a template of the tenant's own, named `… (copy)` unless a name is given. */
export async function copyTemplate(
  services: Services,
  ctx: Context,
  id: string,
  name?: string,
): Promise<TemplateView> {
  return services.db.withTenant(ctx, async (trx) => {
    const copyId = ctx.resourceId ?? newId();
    if (!(await Template.query(trx).findOne({ id: copyId }))) {
      const original = await loadTemplate(trx, id);
      const copyName = name ?? (await freeName(trx, original.name, original.channel));
      const others = sourcesOf(original).filter((s) => s.language !== original.language);
      await insertTemplate(trx, ctx, copyId, copyName, [sourceOf(original), ...others]);
    }
    return templateView(await loadTemplate(trx, copyId));
  });
}

async function freeName(trx: Trx, base: string, channel: 'sms' | 'email'): Promise<string> {
  const stem = `${base.slice(0, 105)} (copy`;
  const taken = await Template.query(trx)
    .where({ channel })
    .whereNull('archived_at')
    .whereLike('name', `${stem.replace(/[\\%_]/g, '\\$&')}%`)
    .select('name');
  const names = new Set(taken.map((row) => row.name));
  let count = 1;
  const candidate = (): string => (count === 1 ? `${stem})` : `${stem} ${count})`);
  while (names.has(candidate())) count++;
  return candidate();
}
