import {
  endRotation,
  moveValues,
  takeUpRotation,
  type Moved,
} from '#domain/keys/rotation-steps.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createCountKeys } from './count-keys.ts';

type Rotation = ProcessInputs['key-rotation'];

export const createKeyActivities = (deps: ActivityDeps) => ({
  countKeys: createCountKeys(deps),
  takeUpRotation: (input: Rotation) =>
    // One statement may count a table of many millions of rows.
    withHeartbeat(() => takeUpRotation(deps.services, activityContext(input), input.id)),
  moveValues: (input: Rotation): Promise<Moved> =>
    withHeartbeat<Moved, { tables: number }>((progress) =>
      moveValues(deps.services, activityContext(input), input.id, progress),
    ),
  endRotation: (input: Rotation) =>
    withHeartbeat(() => endRotation(deps.services, activityContext(input), input.id)),
});
export type KeyActivities = ReturnType<typeof createKeyActivities>;
