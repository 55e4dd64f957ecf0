import type { ProcessInputs } from '#domain/processes.ts';
import { advanceRun } from '#domain/retention/advance-run.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** The one step of the retired workflow `retention`. */
export const createAdvanceRetention =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  (input: ProcessInputs['retention']): Promise<{ status: string }> =>
    withHeartbeat((progress) =>
      advanceRun(services, activityContext(input), input.id, () => progress()),
    );
