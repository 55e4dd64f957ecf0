import { Context } from '@temporalio/activity';
import { advanceRotation, type Advanced } from '#domain/keys/advance-rotation.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createCountKeys } from './count-keys.ts';

export const createKeyActivities = (deps: ActivityDeps) => ({
  countKeys: createCountKeys(deps),
  advanceRotation: async (input: ProcessInputs['key-rotation']): Promise<Advanced> => {
    const activity = Context.current();
    // A table of many millions is counted by one statement.
    const alive = setInterval(() => activity.heartbeat(), 10_000);
    try {
      return await advanceRotation(deps.services, activityContext(input), input.id, () =>
        activity.cancellationSignal.throwIfAborted(),
      );
    } finally {
      clearInterval(alive);
    }
  },
});
export type KeyActivities = ReturnType<typeof createKeyActivities>;
