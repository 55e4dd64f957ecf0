import { advanceErasure, type ErasureProgress } from '#domain/privacy/erasure/advance.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { erasureMeans, type Rows } from '../privacy/erasure-steps.ts';

/** The one step of the retired workflow `privacyErasure`. */
export const createAdvanceErasure =
  (deps: ActivityDeps) =>
  (input: ProcessInputs['privacy-erasure']): Promise<ErasureProgress> =>
    withHeartbeat<ErasureProgress, Rows>((progress) =>
      advanceErasure(deps.services, activityContext(input), input.id, erasureMeans(deps, progress)),
    );
