import { Context } from '@temporalio/activity';
import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const execute = (taskQueue: string) =>
  env().client.workflow.execute('suppressionImport', {
    workflowId: newId(),
    taskQueue,
    args: [{ tenantId: newId(), id: newId() }],
  });
const counts = { status: 'completed', created: 8, already: 1, failed: 1 };

test.serial('a file ends with its counts, after a database that was away for hours', async (t) => {
  let tries = 0;
  const began = await env().currentTimeMs();
  let ended = 0;
  const importSuppressions = async () => {
    if (++tries < 100) throw new Error('no connection');
    ended = (await env().currentTimeMs()) - began;
    return counts;
  };
  await withWorker(env(), { importSuppressions }, async (queue) => {
    t.deepEqual(await execute(queue), counts);
  });
  t.is(tries, 100);
  t.true(ended > 3_600_000, `after ${ended} ms`);
});

test.serial('a file whose worker fell silent is taken over', async (t) => {
  let tries = 0;
  const importSuppressions = async () => {
    // The first one never says anything again: no heartbeat, no end.
    if (++tries === 1) await Context.current().cancelled;
    return counts;
  };
  await withWorker(env(), { importSuppressions }, async (queue) => {
    t.deepEqual(await execute(queue), counts);
  });
  t.is(tries, 2);
});
