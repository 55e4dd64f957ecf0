import { advanceRotation, type Advanced } from '#domain/keys/rotation-steps.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `keyRotation`. */
export const createAdvanceRotation =
  ({ services }: ActivityDeps) =>
  (input: ProcessInputs['key-rotation']): Promise<Advanced> =>
    withHeartbeat((progress) =>
      advanceRotation(services, activityContext(input), input.id, progress),
    );
