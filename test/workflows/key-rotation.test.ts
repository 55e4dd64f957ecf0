import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const DAY = 86_400_000;

test.serial('a rotation waits for its times, goes on after failures and ends once', async (t) => {
  const began = await env().currentTimeMs();
  const steps = [
    { done: false, status: 'announced', waitMs: 60_000 },
    new Error('the database is away'),
    { done: false, status: 'running', waitMs: 0 },
    { done: false, status: 'running', waitMs: 0 },
    { done: false, status: 'keeping', waitMs: 400 * DAY },
    { done: true, status: 'completed', waitMs: 0 },
  ];
  let calls = 0;
  const activities = {
    advanceRotation: async () => {
      const step = steps[calls++];
      if (!step || step instanceof Error) throw step ?? new Error('asked after the end');
      return step;
    },
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await env().client.workflow.start('keyRotation', {
      workflowId: newId(),
      taskQueue,
      args: [{ tenantId: newId(), id: newId() }],
    });
    t.deepEqual(await handle.result(), { status: 'completed' });
  });
  t.is(calls, steps.length);
  t.true((await env().currentTimeMs()) - began >= 400 * DAY);
});
