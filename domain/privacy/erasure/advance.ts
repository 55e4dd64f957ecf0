import type { Context, Services } from '../../context.ts';
import type { ErasureStatus } from '../contract.ts';
import { ERASURE_STEPS, SWEEP } from '../steps.contract.ts';
import { beginErasure } from './begin.ts';
import { certify } from './certify.ts';
import { doErasureStep } from './do-step.ts';
import type { ErasureMeans } from './step.ts';

export type ErasureProgress = { status: ErasureStatus; waitMs: number };

/** How often the retired workflow looks whether a hold was released, in milliseconds; a release also signals it. */
const HOLD_CHECK_MS = 60 * 60_000;
/** Wait before data is tried again that cannot be deleted just now, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Advances an erasure as far as possible in one call, for the retired workflow `privacyErasure`; workflows/privacy
 * has the current process.
 */
export async function advanceErasure(
  services: Services,
  ctx: Context,
  id: string,
  means: ErasureMeans,
): Promise<ErasureProgress> {
  const { status } = await beginErasure(services, ctx, id);
  if (status === 'completed' || status === 'failed') return { status, waitMs: 0 };
  if (status === 'on_hold') {
    await doErasureStep(services, ctx, id, 'withdraw', means);
    await doErasureStep(services, ctx, id, 'cancel_sends', means);
    return { status, waitMs: HOLD_CHECK_MS };
  }
  if (status === 'running') {
    for (const step of [...ERASURE_STEPS, ...SWEEP]) {
      means.progress?.();
      const done = await doErasureStep(services, ctx, id, step, means);
      if (!done) return { status, waitMs: PATIENCE_MS };
    }
  }
  await certify(services, ctx, id);
  return { status: 'completed', waitMs: 0 };
}
