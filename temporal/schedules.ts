import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

import { entityAttribute, tenantAttribute } from './search-attributes.ts';

/** Workflows that run on a schedule for the whole installation; each finds its work in Postgres. */
const SCHEDULES = [
  // Hourly, so that a new day begins soon in every time zone; Postgres decides by day what is due.
  { id: 'consent-cohorts', workflow: 'endConsents', taskQueue: 'bulk', every: '1 hour' },
  // For the page about keys; a rotation does its own counting.
  { id: 'key-counts', workflow: 'keyCounts', taskQueue: 'bulk', every: '1 day' },
] as const;

/** Schedules of earlier versions whose work is now a process of its own. */
const RETIRED = ['audit-seals'];

/** Creates missing schedules and deletes retired ones. Missed runs of the last day are caught up once. */
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

/**
 * Creates the daily retention schedule of an organisation.
 * @param second second of the UTC day at which it runs
 */
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

/** Creates a schedule. An existing schedule with an older workflow type gets the new one. */
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
