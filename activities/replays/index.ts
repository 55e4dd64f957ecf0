import { Context } from '@temporalio/activity';
import type { ProcessInputs } from '#domain/processes.ts';
import { advanceReplay } from '#domain/replays/advance.ts';
import { failReplay } from '#domain/replays/end.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export const createReplayActivities = ({ services }: ActivityDeps) => ({
  /** Chunk by chunk until everybody was looked at; another worker goes on where this one ended. */
  replayCampaign: async (input: ProcessInputs['campaign-replay']): Promise<{ done: true }> => {
    const activity = Context.current();
    for (;;) {
      activity.cancellationSignal.throwIfAborted();
      activity.heartbeat();
      if ((await advanceReplay(services, activityContext(input), input.id)).done) {
        return { done: true };
      }
    }
  },

  /** For good: what was found stays, and the page says that it is not all. */
  failReplay: (input: ProcessInputs['campaign-replay']): Promise<void> =>
    failReplay(services, activityContext(input), input.id),
});
export type ReplayActivities = ReturnType<typeof createReplayActivities>;
