import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { publishedKey } from '../audit/published.ts';
import { lastSeal } from '../audit/seal-audit.ts';
import type { Context, Services } from '../context.ts';
import { latestRecovery } from './begin-recovery.ts';

/**
 * Checks that the database's members and API keys of an organisation are up to date. In a restored database a removed
 * member is a member again, and a revoked key works again, until `takeAccessAway` has run: by the restore command, or
 * by a worker at its start.
 * @throws AppError unavailable until then, and while the published seals cannot be read: without them it is unknown
 *   whether the database is an older one, so nobody is let in
 */
export async function assertAccessKnown(
  services: Services,
  ctx: Pick<Context, 'tenantId'>,
): Promise<void> {
  for (let known = -1; ;) {
    const last = await services.db.withTenant(ctx, lastKnown);
    // A later seal is published, and a second read has brought nothing new: another database has sealed it.
    if (last === null || last === known) throw behind();
    known = last;
    const next = await services.seals
      .readText(publishedKey(ctx.tenantId, last + 1))
      .catch((cause: unknown) => {
        throw new AppError('unavailable', 'The published seals cannot be read; try again', {
          retryAfter: 5,
          cause,
        });
      });
    if (next === null) return;
  }
}

/** Returns the number of the last seal that this database knows or has handled; null during a recovery. */
async function lastKnown(trx: Trx): Promise<number | null> {
  const recovery = await latestRecovery(trx);
  if (recovery && !recovery.access_at) return null;
  const seal = await lastSeal(trx);
  return Math.max(seal?.number ?? 0, recovery?.last_seal ?? 0);
}

const behind = (): AppError =>
  new AppError(
    'unavailable',
    'The database was restored to an earlier state, and later changes of access are being applied; try again soon',
    { retryAfter: 5 },
  );
