import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';
import { startWorkflow } from '../_support/started-workflow.ts';

const env = sharedTimeSkipping(test);

/** The ledger of a call as its activities see it; records what they did. */
function ledger(callModel: () => Promise<unknown>) {
  const did: string[] = [];
  return {
    did,
    activities: {
      reserveCall: async () => {
        did.push('reserve');
        return { status: 'reserved' };
      },
      callModel: async () => {
        did.push('call');
        return callModel();
      },
      settleCall: async () => {
        did.push('settle');
        return { status: 'settled', tell: null };
      },
    },
  };
}

const untilCanceled = async (): Promise<unknown> => {
  const activity = Context.current();
  // The first one tells; the SDK keeps the next ones back for some seconds.
  const beat = setInterval(() => activity.heartbeat(), 700);
  await activity.cancelled.catch(() => undefined).finally(() => clearInterval(beat));
  return { ended: 'canceled' };
};

test.serial(
  'a reservation ends by itself after five minutes, whatever the call does',
  async (t) => {
    const { did, activities } = ledger(async () => {
      throw ApplicationFailure.create({ message: 'later', nextRetryDelay: '1 hour' });
    });
    await withWorker(env(), activities, async (taskQueue) => {
      const handle = await startWorkflow(env(), taskQueue, 'assistantCall');
      t.deepEqual(await handle.result(), { status: 'settled' });
      const { events } = await handle.fetchHistory();
      const at = (n: number): number => Number(events?.at(n)?.eventTime?.seconds ?? 0);
      const took = at(-1) - at(0);
      t.true(took >= 299 && took < 330, `${took}`);
      t.true((events?.length ?? 0) <= 30, `${events?.length} events`);
    });
    t.deepEqual(did, ['reserve', 'call', 'settle']);
  },
);

test.serial('a call that is canceled is stopped, then settled', async (t) => {
  const { did, activities } = ledger(untilCanceled);
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await startWorkflow(env(), taskQueue, 'assistantCall');
    while (!did.includes('call')) await new Promise((done) => setTimeout(done, 20));
    t.like(await handle.query<Standing>('standing'), { step: 'calling', waiting_for: ['The language model has to answer.'] }); // prettier-ignore
    await handle.signal('callCanceled', {});
    t.deepEqual(await handle.result(), { status: 'settled' });
    t.is((await handle.query<Standing>('standing')).step, 'ended');
  });
  t.deepEqual(did, ['reserve', 'call', 'settle']);
});

test.serial('a workflow that an operator cancels settles first', async (t) => {
  const { did, activities } = ledger(untilCanceled);
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await startWorkflow(env(), taskQueue, 'assistantCall');
    while (!did.includes('call')) await new Promise((done) => setTimeout(done, 20));
    await handle.cancel();
    t.deepEqual(await handle.result(), { status: 'settled' });
  });
  t.deepEqual(did, ['reserve', 'call', 'settle']);
});

test.serial(
  'a call that fails for good is settled, and owners are told with patience',
  async (t) => {
    const { did, activities } = ledger(async () => {
      throw ApplicationFailure.nonRetryable('no');
    });
    let tries = 0;
    const telling = {
      ...activities,
      settleCall: async () => ({ status: 'settled', tell: '2026-11-01' }),
      tellOwners: async () => {
        if (++tries < 3) throw new Error('the mail server is away');
        return { told: 1 };
      },
    };
    await withWorker(env(), telling, async (taskQueue) => {
      const handle = await startWorkflow(env(), taskQueue, 'assistantCall');
      t.deepEqual(await handle.result(), { status: 'settled' });
    });
    t.deepEqual(did, ['reserve', 'call']);
    t.is(tries, 3);
  },
);
