import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { someInput, startWorkflow } from '../_support/started-workflow.ts';
import { withdrawalActivities } from '../_support/withdrawal-activities.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const start = (taskQueue: string, workflow: string, args?: object[]) =>
  startWorkflow(env(), taskQueue, workflow, args);

test.serial('first what waits is stopped, then one confirmation goes out', async (t) => {
  const { activities, did } = withdrawalActivities();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue, 'followWithdrawal');
    t.deepEqual(await handle.result(), { canceled: 3, confirmed: true });
    const { step, counts, steps } = await handle.query<Standing>('standing');
    t.deepEqual([step, counts], ['ended', { messages_canceled: 3 }]);
    t.deepEqual(
      steps.map((one) => one.step),
      ['stopping_messages', 'confirming', 'ended'],
    );
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 24, `${events?.length} events`);
  });
  t.deepEqual(did, ['stop', 'stop', 'confirm', 'confirm']);
});

test.serial('a link that was asked for is sent once the database is back', async (t) => {
  let tries = 0;
  const activities = {
    sendPreferencesLink: async () => {
      if (++tries < 3) throw new Error('the database is away');
      return true;
    },
  };
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue, 'answerLinkRequest', [
      { ...someInput(), consentId: newId() },
    ]);
    t.deepEqual(await handle.result(), { sent: true });
    t.is((await handle.query<Standing>('standing')).step, 'ended');
  });
  t.is(tries, 3);
});

test.serial(
  'consents that end: what is in trouble is tried again and keeps nothing waiting',
  async (t) => {
    let tries = 0;
    const did: string[] = [];
    const named = Promise.withResolvers<void>();
    const activities = {
      expireConsents: async () => {
        // Not before the others are through: they must not wait for it.
        if (++tries < 3) throw new Error('not done for 1 tenants');
        await named.promise;
        return 7;
      },
      askToStay: async () => did.push('ask') + 1,
      indexNumbers: async () => did.push('numbers'),
      indexNames: async () => {
        named.resolve();
        return did.push('names');
      },
    };
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue, 'endConsents', []);
      const result = await handle.result();
      t.like(result, { expired: 7 });
      t.is((await handle.query<Standing>('standing')).counts?.['expired'], 7);
    });
    t.is(tries, 3);
    t.deepEqual(did.toSorted(), ['ask', 'names', 'numbers']);
  },
);
