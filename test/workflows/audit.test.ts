import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

test.serial('sealing is tried again until every tenant is sealed', async (t) => {
  let tries = 0;
  const activities = {
    sealAudits: async () => {
      if (++tries < 4) throw new Error('not sealed for 1 tenants');
      return { sealed: 9, published: 1 };
    },
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await env().client.workflow.start('auditSeals', {
      workflowId: newId(),
      taskQueue,
      args: [],
    });
    t.deepEqual(await handle.result(), { sealed: 9, published: 1 });
  });
  t.is(tries, 4);
});
