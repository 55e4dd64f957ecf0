import type { Context, Services } from '../../context.ts';
import type { ErasureStatus } from '../contract.ts';
import { ERASURE_STEPS, SWEEP } from '../steps.contract.ts';
import { beginErasure } from './begin.ts';
import { certify } from './certify.ts';
import { doErasureStep } from './do-step.ts';
import type { ErasureMeans } from './step.ts';

export type ErasureProgress = { status: ErasureStatus; waitMs: number };

/** A release tells what it held; the retired workflow looks all the same. In milliseconds. */
const HELD_MS = 60 * 60_000;
/** How long to wait for what cannot be taken away just now. */
const PATIENCE_MS = 5_000;

/**
 * An erasure as far as it can go in one call, for the retired workflow `privacyErasure`; workflows/privacy has the
 * process.
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
    return { status, waitMs: HELD_MS };
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
