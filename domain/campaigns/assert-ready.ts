import type { Trx } from '#lib/db.ts';
import { AppError, type FieldError } from '#lib/errors.ts';
import type { Context } from '../context.ts';
import { addressQuestions } from '../templates/address-questions.ts';
import { findTemplate } from '../templates/read.ts';
import { sourcesOf } from '../templates/view.ts';
import { checksOf } from './checks.ts';
import type { CampaignRow } from './view.ts';

/**
 * Checks everything that a campaign needs before anybody is messaged.
 * @returns the template version to send
 * @throws AppError invalid, naming everything that is missing at once
 */
export async function assertReady(trx: Trx, ctx: Context, row: CampaignRow): Promise<string> {
  const { versionId, errors: found } = await checksOf(trx, row);
  const errors = [...found, ...(await questionsOf(trx, ctx, row))];
  if (errors.length || versionId === null) {
    throw new AppError('invalid', 'The campaign is not ready to go out', { errors });
  }
  return versionId;
}

/** Returns the errors of a text that would answer questions about addresses by who gets it. */
async function questionsOf(
  trx: Trx,
  { permissions }: Context,
  row: CampaignRow,
): Promise<FieldError[]> {
  if (permissions.has('pii:read') || !row.template_id) return [];
  const template = await findTemplate(trx, row.template_id);
  return (template ? sourcesOf(template) : []).flatMap((source) =>
    addressQuestions(source).map(({ path, message }) => ({
      path: 'template_id',
      message: `the template's ${path} ${message}`,
    })),
  );
}
