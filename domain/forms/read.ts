import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { ensureDefaultForm } from './default-form.ts';
import { formUrl, formView, type FormRow, type FormView } from './view.ts';

export type FormFilter = PageRequest & { archived: boolean };

/** Lists forms, newest first, with the number of submissions and confirmations. */
export async function listForms(
  services: Services,
  ctx: Context,
  filter: FormFilter,
): Promise<Page<FormView>> {
  const { archived, ...request } = filter;
  return services.db.withTenant(ctx, async (trx) => {
    await ensureDefaultForm(trx, ctx);
    const query = withCounts(trx);
    if (archived) query.whereNotNull('forms.archived_at');
    else query.whereNull('forms.archived_at');
    const found = await page<FormRow>(query, request, 'created_at', 'forms');
    const slug = await tenantSlug(trx);
    return {
      ...found,
      data: found.data.map((row) => formView(row, formUrl(services.publicUrl, slug, row.slug))),
    };
  });
}

/** @throws AppError not_found */
export const getForm = (services: Services, ctx: Context, id: string): Promise<FormView> =>
  services.db.withTenant(ctx, (trx) => loadForm(trx, services, id));

/** @throws AppError not_found */
export async function loadForm(
  trx: Trx,
  services: Pick<Services, 'publicUrl'>,
  id: string,
): Promise<FormView> {
  const row: FormRow | undefined = await withCounts(trx).where('forms.id', id).first();
  if (!row) throw notFound('Form');
  return formView(row, formUrl(services.publicUrl, await tenantSlug(trx), row.slug));
}

/** Returns the form at a public address; undefined when none is in use. */
export const formAt = (trx: Trx, slug: string): Promise<FormRow | undefined> =>
  withPurposes(trx)
    .select(trx.raw('0 as submissions'), trx.raw('0 as confirmed'))
    .where('forms.slug', slug)
    .whereNull('forms.archived_at')
    .first();

/** Returns the purpose keys of a form, in order. */
export async function formPurposes(trx: Trx, id: string): Promise<string[]> {
  const row: { purposes: string[] } | undefined = await withPurposes(trx)
    .where('forms.id', id)
    .first();
  return row?.purposes ?? [];
}

async function tenantSlug(trx: Trx): Promise<string> {
  const tenant: { slug: string } = await trx('tenants').first('slug');
  return tenant.slug;
}

const withPurposes = (trx: Trx): Knex.QueryBuilder =>
  trx('forms').select(
    'forms.*',
    trx.raw(
      `array(select p.key from form_purposes fp
         join purposes p on p.tenant_id = fp.tenant_id and p.id = fp.purpose_id
         where fp.tenant_id = forms.tenant_id and fp.form_id = forms.id
         order by fp.position) as purposes`,
    ),
  );

const withCounts = (trx: Trx): Knex.QueryBuilder =>
  withPurposes(trx)
    .joinRaw(
      `cross join lateral (
         select count(*) as submissions, count(*) filter (where v.status = 'approved') as confirmed
         from form_submissions s
         left join verifications v on v.tenant_id = s.tenant_id and v.id = s.verification_id
         where s.tenant_id = forms.tenant_id and s.form_id = forms.id) as n`,
    )
    .select('n.submissions', 'n.confirmed');
