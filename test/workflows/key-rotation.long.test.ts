import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Answers one after the other; an Error is thrown. */
function inTurn<T>(...answers: (T | Error)[]): () => Promise<T> {
  const rest = answers.values();
  return async () => {
    const { value } = rest.next();
    if (!value || value instanceof Error) throw value ?? new Error('asked after the end');
    return value;
  };
}

const start = (taskQueue: string) =>
  env().client.workflow.start('replaceKey', {
    workflowId: newId(),
    taskQueue,
    args: [{ tenantId: newId(), id: newId() }],
  });

test.serial('a data key: announced, used, moved until a whole pass finds nothing', async (t) => {
  const ended: string[] = [];
  const activities = {
    takeUpRotation: inTurn(
      { kind: 'data', status: 'announced', waitMs: MINUTE },
      new Error('the database is away'),
      { kind: 'data', status: 'running', waitMs: 0 },
    ),
    moveValues: inTurn(
      { again: true, waitMs: 0 },
      { again: true, waitMs: 5 * MINUTE },
      { again: false, waitMs: 0 },
    ),
    endRotation: async () => void ended.push('ended'),
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    t.deepEqual(await handle.result(), { status: 'completed' });
    const { steps } = await handle.query<Standing>('standing');
    t.deepEqual(
      steps.map(({ step }) => step),
      ['announced', 'moving_values', 'waiting_for_writers', 'moving_values', 'ending', 'ended'],
    );
  });
  t.deepEqual(ended, ['ended']);
});

test.serial('a signing key: the old version is kept for its time', async (t) => {
  const activities = {
    takeUpRotation: inTurn(
      { kind: 'signing', status: 'keeping', waitMs: 400 * DAY },
      { kind: 'signing', status: 'keeping', waitMs: 0 },
    ),
    endRotation: async () => undefined,
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const began = await env().currentTimeMs();
    const handle = await start(taskQueue);
    await env().sleep('1 day');
    t.like(await handle.query<Standing>('standing'), { step: 'keeping_the_old_version' });
    t.deepEqual(await handle.result(), { status: 'completed' });
    t.true((await env().currentTimeMs()) - began >= 400 * DAY);
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 35, `${events?.length} events`);
  });
});

test.serial('more values than one run can tell of are moved by the next one', async (t) => {
  let calls = 0;
  const activities = {
    takeUpRotation: async () => ({ kind: 'data', status: 'running', waitMs: 0 }),
    moveValues: async () => ({ again: ++calls < 200, waitMs: 0 }),
    endRotation: async () => undefined,
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    t.deepEqual(await handle.result(), { status: 'completed' });
    t.not((await handle.describe()).runId, handle.firstExecutionRunId);
  });
  t.is(calls, 200);
});
