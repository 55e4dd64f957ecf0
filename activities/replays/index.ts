import type { ProcessInputs } from '#domain/processes.ts';
import { advanceReplay, type ReplayStands } from '#domain/replays/advance.ts';
import { countDecisions } from '#domain/replays/count.ts';
import { failReplay } from '#domain/replays/end.ts';
import type { ReplayCounts } from '#domain/replays/how-far.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

type Input = ProcessInputs['campaign-replay'];

export const createReplayActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  countDecisions: (input: Input): Promise<{ of: number }> =>
    // One statement may count millions of decisions.
    withHeartbeat(() => countDecisions(services, activityContext(input), input.id)),

  /** Decides chunk by chunk until everybody was looked at; another worker continues where this one ended. */
  decideAgain: (input: Input): Promise<Pick<ReplayStands, 'status' | 'counts'>> =>
    withHeartbeat<Pick<ReplayStands, 'status' | 'counts'>, ReplayCounts>(async (progress) => {
      for (;;) {
        const { done, status, counts } = await advanceReplay(
          services,
          activityContext(input),
          input.id,
        );
        if (done) return { status, counts };
        progress(counts);
      }
    }),

  /** Ends a replay as failed. Its results stay, and the page says that they are incomplete. */
  failReplay: (input: Input): Promise<void> =>
    failReplay(services, activityContext(input), input.id),
});
export type ReplayActivities = ReturnType<typeof createReplayActivities>;
