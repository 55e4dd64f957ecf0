import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { checksOf } from './checks.ts';
import type { CampaignRow } from './view.ts';

/**
 * Checks everything that a campaign needs before anybody is messaged.
 * @returns the template version to send
 * @throws AppError invalid, naming everything that is missing at once
 */
export async function assertReady(trx: Trx, row: CampaignRow): Promise<string> {
  const { versionId, errors } = await checksOf(trx, row);
  if (errors.length || versionId === null) {
    throw new AppError('invalid', 'The campaign is not ready to go out', { errors });
  }
  return versionId;
}
