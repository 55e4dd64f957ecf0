import { Context } from '@temporalio/activity';
import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const execute = (taskQueue: string) =>
  env().client.workflow.execute('contactImport', {
    workflowId: newId(),
    taskQueue,
    args: [{ tenantId: newId(), id: newId(), run: 1 }],
  });
const counts = { status: 'completed', created: 8, updated: 1, failed: 1 };

test.serial('an import ends with its counts, after a database that was away', async (t) => {
  let tries = 0;
  const importContacts = async () => {
    if (++tries < 4) throw new Error('no connection');
    return counts;
  };
  await withWorker(env(), { importContacts }, async (queue) => {
    t.deepEqual(await execute(queue), counts);
  });
  t.is(tries, 4);
});

test.serial(
  'an import whose worker fell silent is taken over soon, not after the hours it may take',
  async (t) => {
    let began = 0;
    let tries = 0;
    let takenOver = 0;
    const importContacts = async () => {
      const now = await env().currentTimeMs();
      // The first one never says anything again: no heartbeat, no end.
      if (++tries === 1) {
        began = now;
        await Context.current().cancelled;
      }
      takenOver = (await env().currentTimeMs()) - began;
      return counts;
    };
    await withWorker(env(), { importContacts }, async (queue) => {
      t.deepEqual(await execute(queue), counts);
    });
    t.is(tries, 2);
    // Twenty seconds of silence, and what a busy machine adds.
    t.true(takenOver > 0 && takenOver < 300_000, `after ${takenOver} ms`);
  },
);
