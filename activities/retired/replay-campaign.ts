import type { ProcessInputs } from '#domain/processes.ts';
import { advanceReplay } from '#domain/replays/advance.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `campaignReplay`. */
export const createReplayCampaign =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  (input: ProcessInputs['campaign-replay']): Promise<{ done: true }> =>
    withHeartbeat(async (progress) => {
      while (!(await advanceReplay(services, activityContext(input), input.id)).done) progress();
      return { done: true };
    });
