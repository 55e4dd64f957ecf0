import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { checksOf } from './checks.ts';
import type { CampaignRow } from './view.ts';

/**
 * Everything that must be right before anybody is messaged.
 * @returns the template version that goes out
 * @throws AppError invalid, naming all that is missing at once
 */
export async function assertReady(trx: Trx, row: CampaignRow): Promise<string> {
  const { versionId, errors } = await checksOf(trx, row);
  if (errors.length || versionId === null) {
    throw new AppError('invalid', 'The campaign is not ready to go out', { errors });
  }
  return versionId;
}
