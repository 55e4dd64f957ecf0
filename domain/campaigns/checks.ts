import type { Trx } from '#lib/db.ts';
import { AppError, type FieldError } from '#lib/errors.ts';
import { Purpose } from '#models/purpose.ts';
import { gateJoin, gateReason } from '../consent/gate/gate.ts';
import type { Context, Services } from '../context.ts';
import { textFaultOf } from '../templates/bounds.ts';
import type { TemplateSource, TemplateVariables } from '../templates/contract.ts';
import { organizationVariables } from '../templates/variables.ts';
import { findTemplate } from '../templates/read.ts';
import { compiled } from '../templates/compiled.ts';
import { checkTemplate } from '../templates/rules.ts';
import { namesSender } from '../templates/names-sender.ts';
import { needsOptOut } from '../templates/opt-out-shown.ts';
import { sampleOf } from '../templates/sample.ts';
import { categoryFor } from '../templates/values.contract.ts';
import { unsuitable } from '../templates/suits.ts';
import { sourcesOf, type TemplateRow } from '../templates/view.ts';
import { audienceSql } from './audience-sql.ts';
import { bracesInValues } from '../templates/braces-in-values.ts';
import { missingValues, ownValues, type OwnValue } from '../templates/own-values.ts';
import { loadCampaign } from './read.ts';
import type { CampaignRow } from './view.ts';

type Organization = NonNullable<TemplateVariables['organization']>;

export type CampaignChecks = {
  /** The template version to send; null without one. */
  versionId: string | null;
  /** Everything that is missing, by field; empty: it may be scheduled. */
  errors: FieldError[];
  own_values: OwnValue[];
};

/** Whether a campaign that must contain the sender's postal address has one. */
export type PostalAddress = 'set' | 'missing' | 'not_needed';

/**
 * Returns what a campaign still lacks before it may be sent: scheduling is refused for the same list. @throws
 * AppError not_found
 */
export const checkCampaign = (services: Services, ctx: Context, id: string) =>
  services.db.withTenant(ctx, async (trx) => {
    const row = await loadCampaign(trx, id);
    const { errors, own_values } = await checksOf(trx, row);
    const postal_address = await postalAddressOf(trx, row);
    const shows = await shownOf(trx, row);
    return { ready: errors.length === 0, errors, own_values, postal_address, shows };
  });

/** What every copy shows, in each language; null without a text. */
export type Shows = { sender: boolean; opt_out: boolean } | null;

/** Returns what every copy of a campaign shows. The opt-out is added where the purpose requires it. */
async function shownOf(trx: Trx, row: CampaignRow): Promise<Shows> {
  const template = row.template_id ? await findTemplate(trx, row.template_id) : undefined;
  if (!template || template.archived_at) return null;
  const purpose = await Purpose.query(trx).findOne({ id: row.purpose_id }).throwIfNotFound();
  const sources = sentAs(purpose, template);
  const { name = '' } = await organizationVariables(trx);
  return {
    sender: sources.every((source) => namesSender(source, name, row.variables)),
    opt_out: sources.every(({ category }) => needsOptOut(category)),
  };
}

/**
 * Returns the state of the postal address. Marketing mail must contain the sender's (CAN-SPAM, 15 U.S.C. 7704(a)(5)).
 */
export async function postalAddressOf(trx: Trx, row: CampaignRow): Promise<PostalAddress> {
  if (row.channel !== 'email') return 'not_needed';
  const purpose = await Purpose.query(trx).findOne({ id: row.purpose_id }).throwIfNotFound();
  if (purpose.category !== 'marketing') return 'not_needed';
  const { rows } = await trx.raw<{ rows: { known: boolean }[] }>(
    `select coalesce(settings ->> 'postal_address', '') <> '' as known from tenants`,
  );
  return rows[0]?.known ? 'set' : 'missing';
}

/** Returns what a campaign still lacks. */
export async function checksOf(trx: Trx, row: CampaignRow): Promise<CampaignChecks> {
  const template = row.template_id ? await findTemplate(trx, row.template_id) : undefined;
  const words =
    template && !template.archived_at
      ? {
          versionId: template.version_id,
          ...(await checkedWords(trx, row, template)),
        }
      : {
          versionId: null,
          errors: [
            {
              path: 'template_id',
              message: template
                ? 'was taken out of use; choose another template'
                : 'choose a template first',
            },
          ],
          own_values: [],
        };
  const nobody = {
    path: 'audience',
    message: 'contains nobody who may be messaged for this purpose',
  };
  return (await reachesSomebody(trx, row))
    ? words
    : { ...words, errors: [...words.errors, nobody] };
}

async function checkedWords(
  trx: Trx,
  row: CampaignRow,
  template: TemplateRow,
): Promise<Omit<CampaignChecks, 'versionId'>> {
  const purpose = await Purpose.query(trx).findOne({ id: row.purpose_id }).throwIfNotFound();
  const unfit = unsuitable(template.category, purpose);
  if (unfit) {
    return { errors: [{ path: 'template_id', message: `the template ${unfit}` }], own_values: [] };
  }
  return checkWords(row, sentAs(purpose, template), await organizationVariables(trx));
}

/**
 * Returns the texts as sent: the purpose decides what a text must contain, whatever the category of its template. The
 * main language comes first.
 */
function sentAs(purpose: Purpose, template: TemplateRow): TemplateSource[] {
  const category = categoryFor(purpose);
  return sourcesOf(template)
    .map((source) => ({ ...source, category }))
    .toSorted((a, b) => Number(b.language === template.language) - Number(a.language === template.language)); // prettier-ignore
}

/** Returns the errors of the text in all its languages, and the values it lacks. */
function checkWords(
  { variables }: CampaignRow,
  sources: readonly TemplateSource[],
  organization: Organization,
): { errors: FieldError[]; own_values: OwnValue[] } {
  const [main] = sources;
  const errors = sources.flatMap((source) => {
    const where = source.language === main?.language ? '' : ` (${source.language})`;
    return checkTemplate(source).map(({ path, message }) => ({
      path: 'template_id',
      message: `the template's ${path}${where}: ${message}`,
    }));
  });
  if (errors.length) return { errors, own_values: [] };
  const unfit = sources.flatMap((source) => notFilledIn(source, variables, organization));
  if (unfit.length) return { errors: unfit, own_values: ownValues(sources) };
  const lacks = missingValues(sources, variables).map((name) => ({
    path: `variables.${name}`,
    message: 'is used by the template and has no value',
  }));
  const own = ownValues(sources);
  return {
    errors: [
      ...lacks,
      ...bracesInValues(
        own.map(({ name }) => name),
        variables,
      ),
    ],
    own_values: own,
  };
}

/** Returns the errors of filling in a text with these values: it may become too long, for instance. */
function notFilledIn(
  source: TemplateSource,
  variables: Record<string, unknown>,
  organization: Organization,
): FieldError[] {
  try {
    const values = { ...sampleOf(source.category), organization, variables };
    compiled(source).render(values, { allowMissing: true });
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [fault] = error.detail.errors ?? [];
    const kind = textFaultOf(error.detail.errors);
    if (kind && kind !== 'not_text') {
      const ofValues = kind !== 'no_subject' && Object.keys(variables).length > 0;
      const path = ofValues ? 'variables' : 'template_id';
      return [{ path, message: `the template's ${fault?.path} ${fault?.message}` }];
    }
    const message = `with these values the template's ${fault?.path ?? 'body'} ${fault?.message ?? 'cannot be filled in'}`; // prettier-ignore
    return [{ path: 'variables', message }];
  }
}

async function reachesSomebody(trx: Trx, row: CampaignRow): Promise<boolean> {
  const people = await audienceSql(trx, row);
  const { rows } = await trx.raw<{ rows: { someone: boolean }[] }>(
    `select exists (select from (${people.sql}) a ${gateJoin('a')} where ${gateReason('a')} is null) as someone`,
    people.bindings,
  );
  return rows[0]?.someone === true;
}
