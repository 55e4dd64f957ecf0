import test from 'ava';
import type { Advanced } from '../../activities/retired/advance-verification.ts';
import { timeSkipping, withWorker } from '../_support/workflows.ts';
import { newId } from '#lib/ids.ts';

const input = { tenantId: newId(), id: newId() };

test.serial('sends at once, waits the ten minutes, ends as expired', async (t) => {
  const env = await timeSkipping(t);
  const started = await env.currentTimeMs();
  const looks: number[] = [];
  const advanceVerification = async (): Promise<Advanced> => {
    const age = (await env.currentTimeMs()) - started;
    looks.push(age);
    const left = 600_000 - age;
    return left > 0 ? { done: false, waitMs: left } : { done: true, status: 'expired' };
  };
  const result = await withWorker(env, { advanceVerification }, (taskQueue) =>
    env.client.workflow.execute('verification', { taskQueue, workflowId: newId(), args: [input] }),
  );
  t.deepEqual(result, { status: 'expired' });
  // The server may skip some seconds before the worker has polled; the first wait would be a minute.
  t.true((looks[0] ?? Infinity) < 60_000, 'the first code does not wait');
  t.true((looks.at(-1) ?? 0) >= 600_000);
});

test.serial('looks again at once when something changed', async (t) => {
  const env = await timeSkipping(t);
  let approved = false;
  const advanceVerification = async (): Promise<Advanced> =>
    approved ? { done: true, status: 'approved' } : { done: false, waitMs: 600_000 };
  const started = await env.currentTimeMs();
  const result = await withWorker(env, { advanceVerification }, async (taskQueue) => {
    const handle = await env.client.workflow.start('verification', {
      taskQueue,
      workflowId: newId(),
      args: [input],
    });
    approved = true;
    await handle.signal('changed');
    return handle.result();
  });
  t.deepEqual(result, { status: 'approved' });
  t.true((await env.currentTimeMs()) - started < 120_000);
});

test.serial('a provider that does not take the code is tried again', async (t) => {
  const env = await timeSkipping(t);
  let tries = 0;
  const advanceVerification = async (): Promise<Advanced> => {
    if (++tries < 3) throw new Error('421 come back later');
    return { done: true, status: 'approved' };
  };
  const result = await withWorker(env, { advanceVerification }, (taskQueue) =>
    env.client.workflow.execute('verification', { taskQueue, workflowId: newId(), args: [input] }),
  );
  t.deepEqual(result, { status: 'approved' });
  t.is(tries, 3);
});
