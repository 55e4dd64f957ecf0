import { Client, type CompiledScheduleOptions } from '@temporalio/client';
import { msToNumber } from '@temporalio/common/lib/time.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Context, Services } from '#domain/context.ts';
import { getRun } from '#domain/retention/read-runs.ts';
import type { RunView } from '#domain/retention/run-row.ts';
import { createProcesses } from '#temporal/processes.ts';
import { PROCESS } from '#domain/process-table.contract.ts';
import { createRetentionActivities } from '../../activities/retention/index.ts';
import { onClock } from './clock.ts';
import { DAY_MS } from './retention.ts';
import { withWorker } from './workflows.ts';

/** Days of an organisation with one daily run each, in an environment with skipped time. */
export type Days = {
  /** The services of the activities, with the environment's clock. */
  services: Services;
  /** Skips to the `n`th scheduled time (1: the first) and completes its run. */
  run(n: number): Promise<RunView>;
  /** Returns that time. */
  at(n: number): Date;
};

/**
 * Runs an organisation's daily retention as in production (schedule, workflows, activities, ledger), with one
 * difference: the test server has no schedules, so the test starts the run at the times in the schedule's
 * specification. Runs are twelve hours from now, so that "on the day" never depends on a second.
 */
export async function withRetentionDays(
  env: TestWorkflowEnvironment,
  plain: Services,
  ctx: Context,
  work: (days: Days) => Promise<void>,
): Promise<void> {
  const made: CompiledScheduleOptions[] = [];
  // Not the environment's client: waiting for a result with it skips on to the workflow's time-out.
  const client = new Client({
    connection: env.connection,
    namespace: env.client.options.namespace,
    dataConverter: env.client.options.loadedDataConverter,
    interceptors: {
      schedule: [
        {
          create: async ({ options }) => {
            made.push(options);
            return { conflictToken: new Uint8Array() };
          },
        },
      ],
    },
  });
  let now = await env.currentTimeMs();
  const services: Services = {
    ...(await onClock(plain, () => new Date(now))),
    processes: createProcesses({ client, close: async () => undefined }, 60_000),
  };
  await services.processes.everyDay(ctx.tenantId, Math.floor((now + DAY_MS / 2) / 1000) % 86_400);
  const [schedule] = made;
  const [interval] = schedule?.spec.intervals ?? [];
  const every = msToNumber(interval?.every ?? 0);
  const offset = msToNumber(interval?.offset ?? 0);
  const first = Math.floor((now - offset) / every) * every + every + offset;
  const at = (n: number): number => first + (n - 1) * every;

  const real = createRetentionActivities({ services });
  const onTime =
    <I, R>(activity: (input: I) => Promise<R>) =>
    async (input: I): Promise<R> => {
      now = await env.currentTimeMs();
      return activity(input);
    };
  const activities: ReturnType<typeof createRetentionActivities> = {
    beginRetention: onTime(real.beginRetention),
    listKinds: onTime(real.listKinds),
    applyRetention: onTime(real.applyRetention),
    finishRetention: onTime(real.finishRetention),
  };
  const run = async (n: number): Promise<RunView> => {
    await env.sleep(Math.max(0, at(n) - (await env.currentTimeMs())));
    if (schedule?.action.type !== 'startWorkflow') throw new Error('no schedule was made');
    const { workflowType, workflowId, taskQueue, args } = schedule.action;
    const day: unknown = await client.workflow.execute(workflowType, {
      workflowId: String(workflowId),
      taskQueue,
      args: [...(args ?? [])],
    });
    const id = String(Reflect.get(Object(day), 'run'));
    const begun = await getRun(services, ctx, id);
    await env.client.workflow.getHandle(begun.workflow_id).result();
    // The test server stops its clock for a child that outlives its parent, and does not restart it by itself.
    await env.connection.testService?.unlockTimeSkipping({});
    return getRun(services, ctx, id);
  };
  await withWorker(env, activities, () => work({ services, run, at: (n) => new Date(at(n)) }), PROCESS.retention.queue); // prettier-ignore
}
