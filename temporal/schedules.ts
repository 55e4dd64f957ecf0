import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

import { entityAttribute, tenantAttribute } from './search-attributes.ts';

/** What runs by the clock for the whole installation; each picks its work from Postgres. */
const SCHEDULES = [
  // Hourly, so that the day turns soon in every time zone; what is due is decided by day in Postgres.
  { id: 'consent-cohorts', workflow: 'endConsents', taskQueue: 'bulk', every: '1 hour' },
  // For the page about keys: a rotation counts for itself.
  { id: 'key-counts', workflow: 'keyCounts', taskQueue: 'bulk', every: '1 day' },
] as const;

/** What ran by a schedule in earlier versions, and has a process of its own now. */
const RETIRED = ['audit-seals'];

/** Makes the schedules that are not there yet. Late runs within a day are made up for, once. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const id of RETIRED) {
    await client.schedule
      .getHandle(id)
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      });
  }
  for (const { id, workflow, taskQueue, every } of SCHEDULES) {
    await ensure(client, {
      scheduleId: id,
      spec: { intervals: [{ every }] },
      action: {
        type: 'startWorkflow',
        workflowType: workflow,
        workflowId: id,
        taskQueue,
        args: [],
        typedSearchAttributes: [
          { key: tenantAttribute, value: 'all' },
          { key: entityAttribute, value: id },
        ],
      },
    });
  }
}

/** The daily retention of an organisation. @param second of the UTC day */
export const ensureRetention = (client: Client, tenantId: string, second: number): Promise<void> =>
  ensure(client, {
    scheduleId: `retention:${tenantId}`,
    spec: { intervals: [{ every: '1 day', offset: `${second}s` }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'retentionDay',
      workflowId: `retention-day:${tenantId}`,
      taskQueue: 'bulk',
      args: [{ tenantId }],
    },
  });

/** One that is there with an earlier type of its workflow begins the new one from now on. */
async function ensure(client: Client, schedule: Omit<ScheduleOptions, 'policies'>): Promise<void> {
  await client.schedule
    .create({
      ...schedule,
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const handle = client.schedule.getHandle(schedule.scheduleId);
      const { action } = await handle.describe();
      if (action.workflowType === schedule.action.workflowType) return;
      await handle.update((now) => ({ ...now, action: schedule.action }));
    });
}
