import test from 'ava';
import { startWorkflow } from '../_support/started-workflow.ts';
import { withdrawalActivities } from '../_support/withdrawal-activities.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const HOUR = 3_600_000;
const env = sharedTimeSkipping(test);
const start = (taskQueue: string, workflow: string) => startWorkflow(env(), taskQueue, workflow);

test.serial('an opt-in says so once when the person has said yes', async (t) => {
  let granted = false;
  let confirmed = 0;
  let looks = 0;
  const activities = {
    advanceOptIn: async () =>
      ++looks && granted
        ? { state: 'granted', waitMs: 0 }
        : { state: 'pending', waitMs: 72 * HOUR },
    confirmOptIn: async () => ++confirmed > 0,
  };
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue, 'optIn');
    await env().sleep('10 seconds');
    granted = true;
    await handle.signal('changed');
    t.deepEqual(await handle.result(), { state: 'granted' });
  });
  t.is(confirmed, 1);
  t.is(looks, 2, 'woken, not found by a later look');
});

test.serial('a request nobody answers lapses at its time, and nothing is confirmed', async (t) => {
  const began = await env().currentTimeMs();
  let confirmed = 0;
  let age = 0;
  const activities = {
    advanceOptIn: async () => {
      age = (await env().currentTimeMs()) - began;
      const left = 72 * HOUR - age;
      return left > 0 ? { state: 'pending', waitMs: left } : { state: 'none', waitMs: 0 };
    },
    confirmOptIn: async () => ++confirmed > 0,
  };
  await withWorker(env(), activities, async (queue) => {
    t.deepEqual(await (await start(queue, 'optIn')).result(), { state: 'none' });
  });
  const hours = age / HOUR;
  t.true(hours >= 72 && hours < 73, `after ${hours} h`);
  t.is(confirmed, 0);
});

test.serial(
  'an opt-out first stops what waits, then confirms, through failures of both',
  async (t) => {
    const { activities, did } = withdrawalActivities();
    await withWorker(env(), activities, async (queue) => {
      const result = await (await start(queue, 'optOut')).result();
      t.deepEqual(result, { canceled: 3, confirmed: true });
    });
    t.deepEqual(did, ['stop', 'stop', 'confirm', 'confirm']);
  },
);

test.serial('the cohorts of ending consents are tried again until they are done', async (t) => {
  let tries = 0;
  const activities = {
    advanceCohorts: async () => {
      if (++tries < 3) throw new Error('the database is away');
      return { expired: 7, asked: 2 };
    },
  };
  await withWorker(env(), activities, async (queue) => {
    const result = await (await start(queue, 'consentCohorts')).result();
    t.deepEqual(result, { expired: 7, asked: 2 });
  });
  t.is(tries, 3);
});

test.serial('a review ends at its legal end, or when somebody has decided', async (t) => {
  let began = await env().currentTimeMs();
  let decided = false;
  let age = 0;
  const activities = {
    advanceReview: async () => {
      age = (await env().currentTimeMs()) - began;
      const left = 14 * 24 * HOUR - age;
      if (decided) return { status: 'dismissed', waitMs: 0 };
      return left > 0 ? { status: 'open', waitMs: left } : { status: 'withdrawn', waitMs: 0 };
    },
  };
  await withWorker(env(), activities, async (queue) => {
    t.deepEqual(await (await start(queue, 'consentReview')).result(), { status: 'withdrawn' });
    const hours = age / HOUR;
    t.true(hours >= 336 && hours < 337, `after ${hours} h`);

    began = await env().currentTimeMs();
    const handle = await start(queue, 'consentReview');
    await env().sleep('10 seconds');
    decided = true;
    await handle.signal('changed');
    t.deepEqual(await handle.result(), { status: 'dismissed' });
  });
});
