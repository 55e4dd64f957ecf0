import { activityInfo } from '@temporalio/activity';
import { beginDailyRun } from '#domain/retention/start-run.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/** Begins the run of the day. Its id is that of the schedule's execution, so a repeated attempt finds it. */
export const createBeginRetention =
  ({ services }: Pick<ActivityDeps, 'services'>) =>
  (input: { tenantId: string }): Promise<{ run: string; running: boolean }> => {
    const id = activityInfo().workflowExecution?.runId;
    if (id === undefined) throw new Error('begun outside a workflow');
    return beginDailyRun(services, activityContext(input), id);
  };
