import test from 'ava';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { newId } from '#lib/ids.ts';
import { timeSkipping, withWorker } from '../_support/workflows.ts';

const HOUR = 3_600_000;
let env: TestWorkflowEnvironment;
const ending: (() => unknown)[] = [];
test.before(async () => {
  env = await timeSkipping({ teardown: (end) => void ending.push(end) });
});
test.after.always(() => Promise.all(ending.map((end) => end())));

const input = () => ({ tenantId: newId(), id: newId() });
const start = (taskQueue: string, workflow: string, args: object[]) =>
  env.client.workflow.start(workflow, { workflowId: `test:${newId()}`, taskQueue, args });

test.serial('a waiting message ends as soon as the consent changes', async (t) => {
  let granted = false;
  let looks = 0;
  const decideMessage = async () => {
    looks++;
    return granted ? { done: true, status: 'queued' } : { done: false, waitMs: 72 * HOUR };
  };
  await withWorker(env, { decideMessage }, async (queue) => {
    const handle = await start(queue, 'sendWithConsent', [input()]);
    await env.sleep('90 seconds');
    t.is(looks, 2, 'it looks by itself too');
    granted = true;
    await handle.signal('changed');
    t.deepEqual(await handle.result(), { status: 'queued' });
    t.is(looks, 3, 'woken, not found by a later look');
  });
});

test.serial('nobody answers: it looks now and then, until the request lapses', async (t) => {
  const began = await env.currentTimeMs();
  const looks: number[] = [];
  const decideMessage = async () => {
    const age = (await env.currentTimeMs()) - began;
    looks.push(age / HOUR);
    const left = 72 * HOUR - age;
    return left <= 0 ? { done: true, status: 'refused' } : { done: false, waitMs: left };
  };
  await withWorker(env, { decideMessage }, async (queue) => {
    const handle = await start(queue, 'sendWithConsent', [input()]);
    t.deepEqual(await handle.result(), { status: 'refused' });
    const last = looks.at(-1) ?? 0;
    t.true(last >= 72 && last < 73, `after ${last} h`);
    t.true(looks.length > 72 && looks.length < 85, `${looks.length} looks`);
  });
});

test.serial('a database that is away delays the decision and loses nothing', async (t) => {
  let calls = 0;
  const decideMessage = async () => {
    calls++;
    if (calls < 4) throw new Error('no connection');
    return { done: true, status: 'queued' };
  };
  await withWorker(env, { decideMessage }, async (queue) => {
    const handle = await start(queue, 'sendWithConsent', [input()]);
    t.deepEqual(await handle.result(), { status: 'queued' });
    t.is(calls, 4);
  });
});
