import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

test.serial('a replay that fails again and again ends, and says so', async (t) => {
  let tries = 0;
  const said: string[] = [];
  const activities = {
    replayCampaign: async () => {
      tries++;
      throw new Error('canceling statement due to statement timeout');
    },
    failReplay: async ({ id }: { id: string }) => void said.push(id),
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const input = { tenantId: newId(), id: newId() };
    const result = await env().client.workflow.execute('campaignReplay', {
      taskQueue,
      workflowId: `test:${newId()}`,
      args: [input],
    });
    t.deepEqual(result, { done: false });
    t.deepEqual(said, [input.id]);
    t.is(tries, 20);
  });
});
