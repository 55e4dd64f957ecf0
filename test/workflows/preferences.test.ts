import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

test.serial('a link that was asked for is sent once the database is back', async (t) => {
  let tries = 0;
  const activities = {
    sendPreferencesLink: async () => {
      if (++tries < 3) throw new Error('the database is away');
      return true;
    },
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await env().client.workflow.start('preferencesLink', {
      workflowId: newId(),
      taskQueue,
      args: [{ tenantId: newId(), id: newId(), consentId: newId() }],
    });
    t.deepEqual(await handle.result(), { sent: true });
  });
  t.is(tries, 3);
});
