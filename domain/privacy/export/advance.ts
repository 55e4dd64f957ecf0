import type { Context, Services } from '../../context.ts';
import { endCopy, findCopy, type CopyStands } from './end-copy.ts';
import { makeCopy, type CopyMeans } from './make-copy.ts';

/**
 * Does all due steps of an export in one call, for the retired workflow `privacyExport`; workflows/privacy has the
 * current process.
 * @returns milliseconds to wait before the next step; 0 when it has ended
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
