import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

test.serial(
  'every minute both are done, each on its own, and failures are tried again',
  async (t) => {
    const did = { deliver: 0, seal: 0 };
    const activities = {
      deliverOverdue: async () => {
        if (++did.deliver === 2) throw new Error('the database is away');
        return 0;
      },
      sealAudits: async () => {
        did.seal++;
        return { sealed: 0, published: 0 };
      },
    };
    await withWorker(env(), activities, async (taskQueue) => {
      const handle = await env().client.workflow.start('housekeeping', {
        taskQueue,
        workflowId: newId(),
        args: [{ id: 'housekeeping' }],
      });
      await env().sleep('10 minutes');
      t.true(did.seal >= 9 && did.deliver >= 10, JSON.stringify(did));
      await handle.terminate();
    });
  },
);
