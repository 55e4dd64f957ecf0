import test from 'ava';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import proto from '@temporalio/proto';
import pMap from 'p-map';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { createDataConverter } from '#temporal/data-converter.ts';
import { startTemporal } from '../../bin/services/temporal.ts';
import * as workflows from '#workflows/index.ts';
import { PROCESS } from '#domain/process-table.contract.ts';
import { LASTING, lastingActivities } from '../_support/lasting.ts';
import { until } from '../_support/until.ts';
import { sharedTimeSkipping, withWorker, workflowBundle } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

/** Most events of one run. The time-skipping server suggests a new run only at 4,096. */
const MOST_EVENTS = 1_000;
const LIMIT = 1_500;
const SIGNALS = 2_000;
const BURST = 100;

const input = () => ({ tenantId: newId(), id: newId() });

type History = proto.temporal.api.history.v1.IHistory;

/** Events of each run of a process, the first one first. */
async function runsOf(client: Client, workflowId: string, first: string): Promise<number[]> {
  const lengths: number[] = [];
  for (let runId: string | null | undefined = first; runId;) {
    const history: History = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    lengths.push(history.events?.length ?? 0);
    const last = history.events?.at(-1);
    runId = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return lengths;
}

/** Retired workflows that a schedule started: they are of no process. */
const SCHEDULED_BEFORE = ['auditSeals', 'consentCohorts'];

test.serial('every workflow that is not retired has a line', (t) => {
  const having = new Set(LASTING.map(({ workflow }) => workflow));
  const retired = Object.values(PROCESS).flatMap((process) => process.retired ?? []);
  const all = Object.keys(workflows).filter((name) => !retired.includes(name) && !SCHEDULED_BEFORE.includes(name)); // prettier-ignore
  t.deepEqual(all.filter((workflow) => !having.has(workflow)), [], 'add it to test/_support/lasting.ts'); // prettier-ignore
});

test.serial('a year of every type that waits: no run has more than 1,000 events', async (t) => {
  const { client } = env();
  await withWorker(env(), lastingActivities(), async (taskQueue) => {
    const started = await Promise.all(
      LASTING.map(({ workflow }) =>
        client.workflow.start(workflow, { taskQueue, workflowId: newId(), args: [input()] }),
      ),
    );
    await env().sleep('365 days');
    for (const [i, { workflow }] of LASTING.entries()) {
      const handle = started[i];
      if (!handle) return t.fail();
      const lengths = await runsOf(client, handle.workflowId, handle.firstExecutionRunId);
      t.true(Math.max(...lengths) <= MOST_EVENTS, `${workflow}: ${lengths.join(', ')} events`);
      const { status } = await client.workflow.getHandle(handle.workflowId).describe();
      t.true(['RUNNING', 'COMPLETED'].includes(status.name), `${workflow} is ${status.name}`);
    }
  });
});

test.serial('signals without number: no type reaches the limit of the server', async (t) => {
  const server = await startTemporal({
    tell: () => undefined,
    dynamicConfig: [`limit.historyCount.error=${LIMIT}`, `limit.historyCount.warn=${LIMIT}`],
  });
  t.teardown(() => server.stop());
  const dataConverter = createDataConverter(loadConfig().masterKey);
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const client = new Client({ connection, dataConverter });
  const taskQueue = newId();
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowBundle: await workflowBundle(),
    dataConverter,
    activities: {
      ...lastingActivities(),
      advanceOptIn: async () => ({ state: 'pending', waitMs: 86_400_000 }),
    },
  });
  const start = (workflow: string) =>
    client.workflow.start(workflow, { taskQueue, workflowId: newId(), args: [input()] });
  const statusOf = async (workflowId: string) =>
    (await client.workflow.getHandle(workflowId).describe()).status.name;
  await worker.runUntil(async () => {
    for (const { workflow, told } of LASTING) {
      if (!told) continue;
      const { workflowId, firstExecutionRunId } = await start(workflow);
      const handle = client.workflow.getHandle(workflowId);
      // A run cannot end while more signals come in, so now and then nobody says anything.
      for (let n = 0; n < SIGNALS; n += BURST) {
        await pMap(Array.from({ length: BURST }), () => handle.signal(told[0], told[1]), {
          concurrency: 10,
        });
        await handle.query('standing');
      }
      t.is(await statusOf(workflowId), 'RUNNING', workflow);
      const lengths = await runsOf(client, workflowId, firstExecutionRunId);
      t.true(lengths.length > 1 && Math.max(...lengths) <= LIMIT, `${workflow}: ${lengths.join(', ')}`); // prettier-ignore
      await handle.terminate();
    }
    // The limit is real: it ends an old type that does not continue as new.
    const { workflowId } = await start('optIn');
    const old = client.workflow.getHandle(workflowId);
    await pMap(Array.from({ length: SIGNALS }), () => old.signal('changed').catch(() => undefined), { concurrency: 20 }); // prettier-ignore
    await until(async () => (await statusOf(workflowId)) === 'TERMINATED');
  });
  await Promise.all([connection.close(), native.close()]);
  t.pass();
});
