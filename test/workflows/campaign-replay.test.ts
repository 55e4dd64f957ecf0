import test from 'ava';
import { Context } from '@temporalio/activity';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const MOST_EVENTS = 24;
const counts = { done: 2500, of: 2500, differences: 1 };

const start = (taskQueue: string, workflow = 'decideCampaignAgain') => {
  const input = { tenantId: newId(), id: newId() };
  return env().client.workflow.start(workflow, { taskQueue, workflowId: newId(), args: [input] });
};

test.serial('a replay counts, decides again and says how far it is', async (t) => {
  let tries = 0;
  const activities = {
    countDecisions: async () => ({ of: 2500 }),
    decideAgain: async () => {
      if (++tries < 3) throw new Error('the database is away');
      return { status: 'completed', counts };
    },
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    t.deepEqual(await handle.result(), { status: 'completed' });
    const standing = await handle.query<Standing>('standing');
    t.like(standing, { step: 'ended', counts });
    t.deepEqual(
      standing.steps.map(({ step }) => step),
      ['counting_decisions', 'deciding_again', 'ended'],
    );
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= MOST_EVENTS, `${events?.length} events`);
  });
  t.is(tries, 3);
});

test.serial('a replay that somebody stops ends at once', async (t) => {
  const deciding = Promise.withResolvers<void>();
  const activities = {
    countDecisions: async () => ({ of: 2500 }),
    decideAgain: async () => {
      deciding.resolve();
      const beat = setInterval(() => Context.current().heartbeat({ done: 1000, of: 2500 }), 100);
      try {
        return await Context.current().cancelled;
      } finally {
        clearInterval(beat);
      }
    },
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    await deciding.promise;
    t.like(await handle.query<Standing>('standing'), {
      step: 'deciding_again',
      counts: { done: 0, of: 2500 },
    });
    await handle.signal('canceled', {});
    t.deepEqual(await handle.result(), { status: 'canceled' });
    t.is((await handle.describe()).status.name, 'COMPLETED');
  });
});

test.serial('a replay that fails again and again ends, and says so', async (t) => {
  let tries = 0;
  const said: string[] = [];
  const never = async () => {
    tries++;
    throw new Error('canceling statement due to statement timeout');
  };
  const activities = {
    countDecisions: async () => ({ of: 2500 }),
    decideAgain: never,
    replayCampaign: never,
    failReplay: async ({ id }: { id: string }) => void said.push(id),
  };
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    t.deepEqual(await handle.result(), { status: 'failed' });
    const { steps } = await handle.query<Standing>('standing');
    t.deepEqual(
      steps.map(({ step }) => step),
      ['counting_decisions', 'deciding_again', 'giving_up', 'ended'],
    );
    t.is(tries, 20);
    // What began before goes on.
    t.deepEqual(await (await start(taskQueue, 'campaignReplay')).result(), { done: false });
    t.is(tries, 40);
  });
  t.is(said.length, 2);
});
