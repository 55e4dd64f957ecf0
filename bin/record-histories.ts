import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { CASES } from '../test/_support/history-cases.ts';
import type { HistoryCase } from '../test/_support/history-script.ts';
import { HISTORIES, historyConverter, historyToText } from '../test/_support/histories.ts';
import { addSearchAttributes } from '#temporal/search-attributes.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { resolveTestServer } from './services/temporal-test-server.ts';

/*
 * Runs every case of test/_support/history-cases.ts with skipped time and saves its history, for
 * test/workflows/replay.test.ts.
 *   npm run record-histories                    records missing ones
 *   npm run record-histories -- campaign-…      records these again: only when no such run is in progress anywhere
 */
const asked = process.argv.slice(2);
const INPUT = {
  tenantId: '01900000-0000-7000-8000-000000000001',
  id: '01900000-0000-7000-8000-000000000002',
};

async function record(
  env: TestWorkflowEnvironment,
  code: string,
  one: HistoryCase,
): Promise<string> {
  const taskQueue = 'recording';
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    identity: 'recorder',
    workflowBundle: { code },
    dataConverter: historyConverter(),
    activities: one.script(),
  });
  return worker.runUntil(async () => {
    const handle = await env.client.workflow.start(one.workflow, {
      workflowId: one.name,
      taskQueue,
      args: [{ ...INPUT, ...(one.run ? { run: one.run } : {}) }],
    });
    await (one.drive ? one.drive(handle, env) : handle.result());
    const history = await handle.fetchHistory();
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') await handle.terminate('recorded');
    return historyToText(history);
  });
}

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});
await mkdir(HISTORIES, { recursive: true });
const path = await resolveTestServer(console.log);
const env = await TestWorkflowEnvironment.createTimeSkipping({
  client: { dataConverter: historyConverter(), identity: 'recorder' },
  ...(path ? { server: { executable: { type: 'existing-path', path } } } : {}),
});
// A workflow that records its step cannot go on without them.
await addSearchAttributes(env.client);
try {
  const code = await bundleWorkflows();
  const kept = new Set(await readdir(HISTORIES));
  for (const one of CASES) {
    const file = `${one.name}.json`;
    // Overwrites a file only on request: a recorded history must replay for ever.
    if (asked.length ? !asked.includes(one.name) : kept.has(file)) continue;
    await writeFile(join(HISTORIES, file), `${await record(env, code, one)}\n`);
    console.log(`recorded ${one.name}`);
  }
} finally {
  await env.teardown();
}
