import test from 'ava';
import { workflowId, type Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { until } from '../_support/until.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const now = () => env().currentTimeMs();
const MINUTE = 60_000;
const DAY = 86_400_000;

/** The row of a request, as its activities see it. */
function request(kind: 'export' | 'erasure', status = 'unproven') {
  const row = { kind, status, processId: kind === 'erasure' ? newId() : null };
  const did: string[] = [];
  let began: number | undefined;
  const left = async (ms: number) => Math.max(0, (began ??= await now()) + ms - (await now()));
  return {
    row,
    did,
    activities: {
      lookAtRequest: async () => ({
        ...row,
        codeEndsMs: await left(60 * MINUTE),
        nextMarkMs: did.includes('over') ? null : await left(23 * DAY),
      }),
      watchMonth: async () => {
        did.push(did.includes('near') ? 'over' : 'near');
        return did.includes('over') ? null : left(30 * DAY);
      },
      tellPerson: async () => void did.push('tell'),
      beginErasure: async () => {
        did.push('erase');
        return { status: 'completed', holds: 0 };
      },
    },
  };
}

async function start(taskQueue: string) {
  const input = { tenantId: newId(), id: newId() };
  return env().client.workflow.start('answerRequest', {
    taskQueue,
    workflowId: workflowId('privacy-request', input.tenantId, input.id),
    args: [input],
  });
}

test.serial('a month with both its warnings, a decision and an answer: 40 events', async (t) => {
  const { activities, row, did } = request('export');
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('5 minutes');
    t.is((await handle.query<Standing>('standing')).step, 'waiting_for_code');
    row.status = 'open';
    await handle.signal('requestProven', {});
    await env().sleep('31 days');
    t.deepEqual(did, ['near', 'over']);
    const stands = await handle.query<Standing>('standing');
    t.is(stands.step, 'waiting_for_decision');
    t.deepEqual(stands.waiting_for, ['Somebody has to carry out the request or refuse it.']);
    row.status = 'under_way';
    await handle.signal('requestDecided', { status: row.status });
    await env().sleep('1 minute');
    t.is((await handle.query<Standing>('standing')).step, 'carrying_out');
    row.status = 'done';
    await handle.signal('requestCarriedOut', { status: 'ready' });
    t.deepEqual(await handle.result(), { status: 'done' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 40, `${events?.length} events`);
  });
  t.deepEqual(did, ['near', 'over', 'tell']);
});

test.serial('what nobody proves within the hour is no request', async (t) => {
  const { activities, did } = request('export');
  await withWorker(env(), activities, async (queue) => {
    t.deepEqual(await (await start(queue)).result(), { status: 'unproven' });
  });
  t.deepEqual(did, []);
});

test.serial('an erasure is told first, then carried out by a child on its own queue', async (t) => {
  const { activities, row, did } = request('erasure', 'open');
  await withWorker(
    env(),
    activities,
    async (queue) => {
      const handle = await start(queue);
      await env().sleep('1 day');
      row.status = 'under_way';
      await handle.signal('requestDecided', { status: row.status });
      await env().sleep('1 minute');
      t.deepEqual(did, ['tell', 'erase']);
      row.status = 'done';
      await handle.signal('requestCarriedOut', { status: 'completed' });
      t.deepEqual(await handle.result(), { status: 'done' });
      const { raw } = await handle.describe();
      t.is(raw.pendingChildren?.length, 0);
    },
    'bulk',
  );
  t.deepEqual(did, ['tell', 'erase'], 'told once');
});

test.serial('a request that is told the same again and again goes on as new', async (t) => {
  const { activities, row, did } = request('export', 'open');
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    for (let i = 0; i < 600; i++) await handle.signal('requestDecided', { status: 'open' });
    await until(async () => (await handle.describe()).runId !== handle.firstExecutionRunId);
    const stands = await handle.query<Standing>('standing');
    t.is(stands.step, 'waiting_for_decision');
    row.status = 'refused';
    await handle.signal('requestDecided', { status: row.status });
    const again = env().client.workflow.getHandle(handle.workflowId);
    t.deepEqual(await again.result(), { status: 'refused' });
  });
  t.deepEqual(did, ['tell']);
});

test.serial(
  'a request whose erasure fails waits for another decision, and is told of that',
  async (t) => {
    const { activities, row, did } = request('erasure', 'open');
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue);
      const step = async () => (await handle.query<Standing>('standing')).step;
      row.status = 'under_way';
      await handle.signal('requestDecided', { status: 'under_way' });
      await until(() => did.includes('tell'));
      row.status = 'open';
      await handle.signal('requestCarriedOut', { status: 'failed' });
      await until(async () => (await step()) === 'waiting_for_decision');
      row.status = 'refused';
      await handle.signal('requestDecided', { status: 'refused' });
      t.deepEqual(await handle.result(), { status: 'refused' });
    });
    t.is(did.filter((one) => one === 'tell').length, 2);
  },
);
