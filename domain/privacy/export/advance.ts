import type { Context, Services } from '../../context.ts';
import { endCopy, findCopy, type CopyStands } from './end-copy.ts';
import { makeCopy, type CopyMeans } from './make-copy.ts';

/**
 * Whatever is due of an export in one call, for the retired workflow `privacyExport`; workflows/privacy has the
 * process.
 * @returns how long to wait before there is something to do; 0 when it is over
 */
export async function advanceExport(
  services: Services,
  ctx: Context,
  id: string,
  means: CopyMeans,
): Promise<CopyStands> {
  const row = await findCopy(services, ctx, id);
  return row?.status === 'pending'
    ? makeCopy(services, ctx, id, means)
    : endCopy(services, ctx, id);
}
