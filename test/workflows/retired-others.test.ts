import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const input = () => ({ tenantId: newId(), id: newId() });

test.serial('what began before goes on: files of blocked addresses, and links', async (t) => {
  const counts = { status: 'completed', created: 8, already: 1, failed: 1 };
  let tries = 0;
  const activities = {
    importSuppressions: async () => {
      if (++tries < 3) throw new Error('no connection');
      return counts;
    },
    sendPreferencesLink: async () => true,
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const execute = (workflow: string, args: object) =>
      env().client.workflow.execute(workflow, { taskQueue, workflowId: newId(), args: [args] });
    t.deepEqual(await execute('suppressionImport', input()), counts);
    t.deepEqual(await execute('preferencesLink', { ...input(), consentId: newId() }), {
      sent: true,
    });
  });
  t.is(tries, 3);
});
