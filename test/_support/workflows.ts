import { readFile } from 'node:fs/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  Runtime,
  Worker,
  type ActivityInterceptorsFactory,
} from '@temporalio/worker';
import type { ExecutionContext } from 'ava';
import { loadConfig } from '#lib/config.ts';
import { createDataConverter } from '#temporal/data-converter.ts';
import { newId } from '#lib/ids.ts';
import { addSearchAttributes } from '#temporal/search-attributes.ts';

// Tests make activities fail on purpose, so the SDK logs only errors.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** Returns all workflows, bundled once for the whole run by bin/test.ts. */
export async function workflowBundle(): Promise<{ code: string }> {
  const file = process.env['WORKFLOW_BUNDLE'];
  if (!file) throw new Error('run tests by `npm test`: it makes the workflow bundle');
  return { code: await readFile(file, 'utf8') };
}

/** Starts a server that skips time whenever everything waits. One per test file; its clock is shared. */
export async function timeSkipping(
  t: Pick<ExecutionContext, 'teardown'>,
): Promise<TestWorkflowEnvironment> {
  const path = process.env['TEMPORAL_TEST_SERVER'];
  const begin = (triesLeft: number): Promise<TestWorkflowEnvironment> =>
    TestWorkflowEnvironment.createTimeSkipping({
      client: { dataConverter: createDataConverter(loadConfig().masterKey) },
      ...(path ? { server: { executable: { type: 'existing-path', path } } } : {}),
    }).catch((error: unknown) => {
      // The SDK allows the server five seconds to start, which may be too short on a busy machine.
      if (!triesLeft || !(error instanceof Error && /did not start within/.test(error.message))) throw error; // prettier-ignore
      return begin(triesLeft - 1);
    });
  const env = await begin(20);
  // Under another date (npm run test:dates) the server begins at the true date.
  const behind = Date.now() - (await env.currentTimeMs());
  if (behind > 60_000) await env.sleep(behind);
  await addSearchAttributes(env.client);
  t.teardown(() => env.teardown());
  return env;
}

/**
 * Provides one such server for all tests of a file; these run serially.
 * @returns a function that returns the server, once tests run
 */
export function sharedTimeSkipping(hooks: {
  before(run: () => Promise<void>): void;
  after: { always(run: () => Promise<unknown>): void };
}): () => TestWorkflowEnvironment {
  const ending: (() => unknown)[] = [];
  let env: TestWorkflowEnvironment | undefined;
  hooks.before(async () => {
    env = await timeSkipping({ teardown: (end) => void ending.push(end) });
  });
  hooks.after.always(() => Promise.all(ending.map((end) => end())));
  return () => {
    if (!env) throw new Error('the environment is there once tests run');
    return env;
  };
}

/** Runs `work` while a worker with these activities serves a queue (a new one unless given). */
export async function withWorker<T>(
  env: TestWorkflowEnvironment,
  activities: object,
  work: (taskQueue: string) => Promise<T>,
  taskQueue = newId(),
  around: ActivityInterceptorsFactory[] = [],
): Promise<T> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    ...(env.namespace ? { namespace: env.namespace } : {}),
    taskQueue,
    workflowBundle: await workflowBundle(),
    dataConverter: createDataConverter(loadConfig().masterKey),
    activities,
    interceptors: { activity: around },
  });
  return worker.runUntil(() => work(taskQueue));
}
