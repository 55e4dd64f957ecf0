import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const HOUR = 3_600_000;

/*
 * Processes of an older version that still wait: what they polled each hour is now signaled to the current process.
 */
const RETIRED = [
  {
    retired: 'privacyErasure',
    today: 'erasePerson',
    step: 'on_hold',
    activities: {
      advanceErasure: async () => ({ status: 'on_hold', waitMs: HOUR }),
      beginErasure: async () => ({ status: 'on_hold', holds: 1 }),
      withdrawConsents: async () => true,
      cancelSends: async () => true,
    },
  },
  {
    retired: 'privacyRequest',
    today: 'answerRequest',
    step: 'carrying_out',
    activities: {
      advanceRequest: async () => ({ status: 'under_way', waitMs: HOUR }),
      lookAtRequest: async () => ({
        kind: 'export',
        status: 'under_way',
        codeEndsMs: 0,
        nextMarkMs: null,
        processId: null,
      }),
    },
  },
];

for (const { retired, today, step, activities } of RETIRED) {
  test.serial(`a ${retired} that waits for long goes on as ${today}`, async (t) => {
    await withWorker(env(), activities, async (taskQueue) => {
      const { workflowId } = await env().client.workflow.start(retired, {
        taskQueue,
        workflowId: newId(),
        args: [{ tenantId: newId(), id: newId() }],
      });
      await env().sleep('60 days');
      const handle = env().client.workflow.getHandle(workflowId);
      t.is((await handle.describe()).type, today);
      t.is((await handle.query<Standing>('standing')).step, step);
      const { historyLength } = await handle.describe();
      t.true(historyLength < 50, `${historyLength} events`);
      await handle.terminate();
    });
  });
}
