import test from 'ava';
import { Context } from '@temporalio/activity';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const HOUR = 3_600_000;
const env = sharedTimeSkipping(test);
const start = (taskQueue: string, workflow: string, args: object[]) =>
  env().client.workflow.start(workflow, { workflowId: `test:${newId()}`, taskQueue, args });
const input = () => ({ tenantId: newId(), id: newId() });

/** A message that waits for a yes, three days at most. */
function waiting() {
  const message = { status: 'awaiting_consent', looks: 0 };
  let began: number | undefined;
  return {
    message,
    decideMessage: async () => {
      message.looks++;
      const now = await env().currentTimeMs();
      began ??= now;
      const waitMs = began + 72 * HOUR - now;
      if (message.status === 'awaiting_consent' && waitMs > 0) return { done: false, waitMs };
      if (message.status === 'awaiting_consent') message.status = 'refused';
      return { done: true, status: message.status };
    },
  };
}

test.serial(
  'a waiting message is decided when the consent changes, not before and not again',
  async (t) => {
    const { message, decideMessage } = waiting();
    await withWorker(env(), { decideMessage }, async (queue) => {
      const handle = await start(queue, 'sendOnceConsented', [input()]);
      await env().sleep('5 hours');
      t.is(message.looks, 1, 'it does not look by itself');
      const now = await handle.query<Standing>('standing');
      t.is(now.step, 'waiting_for_consent');
      t.deepEqual(now.waiting_for, ['The person has to say yes to the request for consent.']);
      message.status = 'queued';
      await handle.signal('consentChanged', {});
      t.deepEqual(await handle.result(), { status: 'queued' });
      t.is(message.looks, 2);
    });
  },
);

test.serial('nobody answers: it is refused at the end of its time, in 28 events', async (t) => {
  const { message, decideMessage } = waiting();
  await withWorker(env(), { decideMessage }, async (queue) => {
    const handle = await start(queue, 'sendOnceConsented', [input()]);
    t.deepEqual(await handle.result(), { status: 'refused' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 28, `${events?.length} events`);
  });
  t.is(message.looks, 2);
});

test.serial('told more often than a history may be long, it goes on as new', async (t) => {
  const { message, decideMessage } = waiting();
  await withWorker(env(), { decideMessage }, async (queue) => {
    const handle = await start(queue, 'sendOnceConsented', [input()]);
    const first = (await handle.describe()).runId;
    for (let told = 0; told < 130; told++) {
      const looked = message.looks;
      await handle.signal('consentChanged', {});
      while (message.looks === looked) await new Promise((next) => setTimeout(next, 5));
    }
    const now = await handle.describe();
    t.not(now.runId, first);
    t.true(now.historyLength < 1000, `${now.historyLength} events`);
    const { steps } = await handle.query<Standing>('standing');
    t.deepEqual(
      steps.map((one) => one.step),
      ['deciding', 'waiting_for_consent'],
      'the steps are carried over',
    );
    message.status = 'queued';
    await handle.signal('consentChanged', {});
    t.deepEqual(await handle.result(), { status: 'queued' });
  });
});

test.serial('the dispatcher begins a new shift whenever one ends or its worker dies', async (t) => {
  let shifts = 0;
  const fifth = Promise.withResolvers<void>();
  const sendDueMessages = async () => {
    shifts++;
    if (shifts === 2) throw new Error('the worker was killed');
    if (shifts < 5) return { looked: shifts };
    fifth.resolve();
    await Context.current().cancelled;
    return { looked: 0 };
  };
  await withWorker(env(), { sendDueMessages }, async (queue) => {
    const handle = await start(queue, 'dispatchMessages', [{ id: 'outbox' }]);
    await fifth.promise;
    t.like(await handle.query<Standing>('standing'), {
      step: 'sending',
      counts: { messages_last_shift: 4 },
    });
    await handle.terminate('end of the test');
  });
});

test.serial('a dispatcher of an earlier version goes on as the new one', async (t) => {
  const shift = Promise.withResolvers<void>();
  let shifts = 0;
  const activities = {
    dispatchOutbox: async () => {
      if (++shifts === 1) throw new Error('the worker was killed');
    },
    sendDueMessages: async () => {
      shift.resolve();
      await Context.current().cancelled;
      return { looked: 0 };
    },
  };
  await withWorker(env(), activities, async (queue) => {
    const { workflowId } = await start(queue, 'dispatcher', []);
    await shift.promise;
    const handle = env().client.workflow.getHandle(workflowId);
    const now = await handle.describe();
    t.is(now.type, 'dispatchMessages');
    t.is((await handle.query<Standing>('standing')).step, 'sending');
    t.is(shifts, 2, 'the shift that a worker took with it was begun again');
    await handle.terminate('end of the test');
  });
});
