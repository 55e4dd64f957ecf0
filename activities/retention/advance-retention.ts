import { Context } from '@temporalio/activity';
import type { ProcessInputs } from '#domain/processes.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** Milliseconds; a third of the heartbeat timeout. */
const BEAT = 3_000;

/** Works a run off. It beats by the clock: a chunk that waits for somebody's lock is not a dead worker. */
export const createAdvanceRetention =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  async (input: ProcessInputs['retention']): Promise<{ status: string }> => {
    const activity = Context.current();
    const beat = setInterval(() => activity.heartbeat(), BEAT);
    try {
      return await advanceRun(services, activityContext(input), input.id, () => {
        activity.cancellationSignal.throwIfAborted();
        activity.heartbeat();
      });
    } finally {
      clearInterval(beat);
    }
  };
