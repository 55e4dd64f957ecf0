import test from 'ava';
import { workflowId, type Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);

/** A run of two kinds, as its activities see it; the database is away once. */
function run(id: string) {
  const did: string[] = [];
  let tries = 0;
  return {
    did,
    activities: {
      beginRetention: async () => ({ run: id, running: true }),
      listKinds: async () => ['form_tickets', 'messages'],
      applyRetention: async ({ kind }: { kind: string }) => {
        if (++tries === 1) throw new Error('the database is away');
        did.push(kind);
      },
      finishRetention: async () => void did.push('finished'),
    },
  };
}

test.serial('the day starts its run as a child; each kind is an activity of its own', async (t) => {
  const [tenantId, id] = [newId(), newId()];
  const { activities, did } = run(id);
  await withWorker(env(), activities, async (taskQueue) => {
    const day = await env().client.workflow.start('retentionDay', {
      workflowId: newId(),
      taskQueue,
      args: [{ tenantId }],
    });
    t.deepEqual(await day.result(), { run: id });
    const child = env().client.workflow.getHandle(workflowId('retention', tenantId, id));
    t.deepEqual(await child.result(), { status: 'completed' });
    t.is((await child.describe()).parentExecution?.workflowId, day.workflowId);
    const { steps, counts } = await child.query<Standing>('standing');
    t.deepEqual(
      steps.map(({ step }) => step),
      ['beginning', 'form_tickets', 'messages', 'finishing', 'ended'],
    );
    t.deepEqual(counts, { kinds: 2, done: 2 });
  });
  t.deepEqual(did, ['form_tickets', 'messages', 'finished']);
});
