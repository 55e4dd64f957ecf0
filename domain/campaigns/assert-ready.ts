import type { Trx } from '#lib/db.ts';
import { AppError, type FieldError } from '#lib/errors.ts';
import { Purpose } from '#models/purpose.ts';
import { gateJoin, gateReason } from '../consent/gate.ts';
import { findTemplate } from '../templates/read.ts';
import { checkTemplate } from '../templates/rules.ts';
import { sourcesOf, type TemplateRow } from '../templates/view.ts';
import { audienceSql } from './audience-sql.ts';
import { campaignLacks } from './lacks.ts';
import type { CampaignRow } from './view.ts';

/**
 * Everything that must be right before anybody is messaged.
 * @returns the template version that goes out
 * @throws AppError invalid, naming all that is missing at once
 */
export async function assertReady(trx: Trx, row: CampaignRow): Promise<string> {
  const template = row.template_id ? await findTemplate(trx, row.template_id) : undefined;
  const usable = template && !template.archived_at ? template : undefined;
  const errors = usable
    ? await faultsOf(trx, row, usable)
    : [{ path: 'template_id', message: 'choose a template first' }];
  if (!(await reachesSomebody(trx, row))) {
    errors.push({ path: 'audience', message: 'has nobody who may be messaged for this purpose' });
  }
  if (errors.length || !usable) {
    throw new AppError('invalid', 'The campaign is not ready to go out', { errors });
  }
  return usable.version_id;
}

/** What is wrong with the words, in any of their languages. */
async function faultsOf(
  trx: Trx,
  { purpose_id }: CampaignRow,
  template: TemplateRow,
): Promise<FieldError[]> {
  const purpose = await Purpose.query(trx).findOne({ id: purpose_id }).throwIfNotFound();
  // The purpose decides what a text owes, whatever the template calls itself.
  const category = purpose.category === 'marketing' ? 'promotional' : 'transactional';
  const sources = sourcesOf(template);
  const errors = sources.flatMap((source) => {
    const where = source.language === template.language ? '' : ` (${source.language})`;
    return checkTemplate({ ...source, category }).map(({ path, message }) => ({
      path: 'template_id',
      message: `the template's ${path}${where}: ${message}`,
    }));
  });
  const lacks = [...new Set(sources.flatMap(campaignLacks))];
  if (lacks.length) {
    errors.push({
      path: 'template_id',
      message: `uses ${lacks.join(', ')}, which a campaign has no values for`,
    });
  }
  return errors;
}

async function reachesSomebody(trx: Trx, row: CampaignRow): Promise<boolean> {
  const people = await audienceSql(trx, row);
  const { rows } = await trx.raw<{ rows: { someone: boolean }[] }>(
    `select exists (select from (${people.sql}) a ${gateJoin('a')} where ${gateReason('a')} is null) as someone`,
    people.bindings,
  );
  return rows[0]?.someone === true;
}
