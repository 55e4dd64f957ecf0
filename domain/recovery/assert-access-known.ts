import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { publishedKey } from '../audit/published.ts';
import { lastSeal } from '../audit/seal-audit.ts';
import type { Context, Services } from '../context.ts';
import { latestRecovery } from './begin-recovery.ts';

/**
 * Whether what the database says about members and API keys of an organisation can be relied on. In one that was put
 * back, somebody removed since is a member again, and a revoked key works again, until `takeAccessAway` has run: by
 * the restore command, or by a worker at its start.
 * @throws AppError unavailable until then, and while the place of the seals cannot be read: whoever cannot know
 *   whether they have an older database lets nobody in
 */
export async function assertAccessKnown(
  services: Services,
  ctx: Pick<Context, 'tenantId'>,
): Promise<void> {
  for (let known = -1; ;) {
    const last = await services.db.withTenant(ctx, lastKnown);
    // Published after what we know, and we know nothing new: it was known to another database.
    if (last === null || last === known) throw behind();
    known = last;
    const next = await services.seals
      .readText(publishedKey(ctx.tenantId, last + 1))
      .catch((cause: unknown) => {
        throw new AppError('unavailable', 'The place of the seals cannot be read; try again', {
          retryAfter: 5,
          cause,
        });
      });
    if (next === null) return;
  }
}

/** The number of the last seal that this database knows of or has dealt with; null while it is being recovered. */
async function lastKnown(trx: Trx): Promise<number | null> {
  const recovery = await latestRecovery(trx);
  if (recovery && !recovery.access_at) return null;
  const seal = await lastSeal(trx);
  return Math.max(seal?.number ?? 0, recovery?.last_seal ?? 0);
}

const behind = (): AppError =>
  new AppError(
    'unavailable',
    'The database was put back to an earlier moment; who may do what since then is being applied. Try again soon',
    { retryAfter: 5 },
  );
