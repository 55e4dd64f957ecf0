import test, { type ExecutionContext } from 'ava';
import { workflowId } from '#domain/processes.ts';
import { loadConfig } from '#lib/config.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { createTemporal } from '#temporal/client.ts';
import { createProcesses } from '#temporal/processes.ts';
import { freePort } from '../../bin/services/ports.ts';
import { startTemporal } from '../../bin/services/temporal.ts';
import { until } from '../_support/until.ts';

function setup(t: ExecutionContext, address?: string, patienceMs = loadConfig().PATIENCE_MS) {
  const { masterKey, TEMPORAL_NAMESPACE: namespace, TEMPORAL_ADDRESS } = loadConfig();
  const temporal = createTemporal({ address: address ?? TEMPORAL_ADDRESS, namespace, masterKey });
  t.teardown(() => temporal.close());
  return { temporal, processes: createProcesses(temporal, patienceMs) };
}

const ids = () => {
  const input = { tenantId: newId(), id: newId() };
  return { input, id: workflowId('verification', input.tenantId, input.id) };
};

test('a process is started once, however often and at once it is asked for', async (t) => {
  const { temporal, processes } = setup(t);
  const { input, id } = ids();
  await Promise.all([1, 2, 3].map(() => processes.start('verification', id, input)));
  const handle = temporal.client.workflow.getHandle(id);
  const { runId } = await handle.describe();
  t.like(await processes.describe(id), { workflow_id: id, status: 'running', closed_at: null });
  // Also when it has ended: the same request was carried out.
  await handle.terminate('end of the test');
  await processes.start('verification', id, input);
  t.is((await handle.describe()).runId, runId);
  t.is((await processes.describe(id))?.status, 'terminated');
});

test('operators find processes by tenant and by what they are for', async (t) => {
  const { temporal, processes } = setup(t);
  const { input, id } = ids();
  await processes.start('verification', id, input);
  const find = async (query: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const one of temporal.client.workflow.list({ query })) found.push(one.workflowId);
    return found;
  };
  const byTenant = `AssentTenant = '${input.tenantId}'`;
  await until(async () => (await find(byTenant)).length > 0);
  t.deepEqual(await find(byTenant), [id]);
  t.deepEqual(await find(`AssentEntity = '${input.id}'`), [id]);
});

test('what Temporal keeps of a process is sealed', async (t) => {
  const { temporal, processes } = setup(t);
  const { input, id } = ids();
  await processes.start('verification', id, input);
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  t.is(Buffer.from(payload?.metadata?.['encoding'] ?? []).toString(), 'binary/encrypted');
  t.false(Buffer.from(payload?.data ?? []).includes(input.tenantId));
});

test('waking and looking at what is not there', async (t) => {
  const { processes } = setup(t);
  const { id } = ids();
  t.false(await processes.signal(id, 'changed'));
  t.is(await processes.describe(id), null);
});

test('a process that runs is woken', async (t) => {
  const { temporal, processes } = setup(t);
  const { input, id } = ids();
  await processes.start('verification', id, input);
  t.true(await processes.signal(id, 'changed'));
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  t.true(events?.some((e) => e.workflowExecutionSignaledEventAttributes?.signalName === 'changed'));
});

test('while Temporal is away calls say so soon, and work by themselves when it is back', async (t) => {
  const port = await freePort();
  const { processes } = setup(t, `127.0.0.1:${port}`, 3_000);
  const { input, id } = ids();
  const calls = [
    () => processes.start('verification', id, input),
    () => processes.signal(id, 'changed'),
    () => processes.describe(id),
    () => processes.ping(),
  ];
  for (const error of await Promise.all(
    calls.map((call) => t.throwsAsync(call(), { instanceOf: AppError })),
  )) {
    t.is(error.kind, 'unavailable');
    t.is(error.detail.retryAfter, 5);
  }
  const server = await startTemporal({ port, tell: () => undefined });
  t.teardown(() => server.stop());
  await until(() =>
    processes.start('verification', id, input).then(
      () => true,
      () => false,
    ),
  );
  t.is((await processes.describe(id))?.status, 'running');
});
