import test from 'ava';
import { workflowId, type Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const now = () => env().currentTimeMs();
const HOUR = 3_600_000;

/** A request and its code: the row of each, as their activities see them. */
function request() {
  const asked = { state: 'pending', confirmed: 0 };
  // Before its process: a row is written first.
  const began = now();
  const left = async (hours: number) => Math.max(0, (await began) + hours * HOUR - (await now()));
  return {
    asked,
    activities: {
      sendCode: async () => ({ status: 'pending', waitMs: await left(24), sent: 1, held: false }),
      expireVerification: async () => ({ status: 'expired', waitMs: 0, sent: 1, held: false }),
      concludeOptIn: async () => {
        const waitMs = asked.state === 'pending' ? await left(24) : 0;
        return { state: asked.state === 'pending' && !waitMs ? 'none' : asked.state, waitMs };
      },
      confirmOptIn: async () => ++asked.confirmed > 0,
    },
  }; // prettier-ignore
}

async function start(taskQueue: string) {
  const input = { tenantId: newId(), id: newId(), verificationId: newId() };
  const handle = await env().client.workflow.start('askForConsent', {
    taskQueue,
    workflowId: workflowId('opt-in', input.tenantId, input.id),
    args: [input],
  });
  const proof = workflowId('verification', input.tenantId, input.verificationId);
  return { handle, proof: env().client.workflow.getHandle(proof) };
}

test.serial(
  'its code goes out by a verification of its own; a yes is confirmed once',
  async (t) => {
    const { activities, asked } = request();
    await withWorker(env(), activities, async (queue) => {
      const { handle, proof } = await start(queue);
      await env().sleep('1 minute');
      t.like(await handle.query<Standing>('standing'), { step: 'waiting_for_answer' });
      t.is((await proof.query<Standing>('standing')).step, 'waiting_for_code');
      const { parentExecution } = await proof.describe();
      t.is(parentExecution?.workflowId, handle.workflowId);
      asked.state = 'granted';
      await proof.signal('codeDecided', { status: 'approved' });
      await handle.signal('consentChanged', { state: 'granted' });
      t.deepEqual(await handle.result(), { state: 'granted' });
      t.deepEqual(await proof.result(), { status: 'approved' });
    });
    t.is(asked.confirmed, 1);
  },
);

test.serial('a request nobody answers lapses after its day, in 30 events', async (t) => {
  const { activities, asked } = request();
  await withWorker(env(), activities, async (queue) => {
    const { handle } = await start(queue);
    t.deepEqual(await handle.result(), { state: 'none' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 30, `${events?.length} events`);
  });
  t.is(asked.confirmed, 0);
});

test.serial('a request that came twice has one verification', async (t) => {
  const { activities, asked } = request();
  await withWorker(env(), activities, async (queue) => {
    const input = { tenantId: newId(), id: newId(), verificationId: newId() };
    const verification = workflowId('verification', input.tenantId, input.verificationId);
    const options = { taskQueue: queue, workflowId: verification, args: [{ ...input, id: input.verificationId }] };
    await env().client.workflow.start('verifyAddress', options);
    const handle = await env().client.workflow.start('askForConsent', {
      taskQueue: queue,
      workflowId: newId(),
      args: [input],
    });
    asked.state = 'granted';
    await handle.signal('consentChanged', { state: 'granted' });
    t.deepEqual(await handle.result(), { state: 'granted' });
  });
  t.is(asked.confirmed, 1);
}); // prettier-ignore
