import test from 'ava';
import type { CodeStanding } from '#domain/verification/time-left.ts';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const now = () => env().currentTimeMs();
const MINUTE = 60_000;
const input = { tenantId: newId(), id: newId() };
const stands = (waitMs: number, sent: number, held = false): CodeStanding => ({
  status: 'pending',
  waitMs,
  sent,
  held,
});

/** The row of a verification, as its activities see it; records their calls. */
function row(expiresInMs: number, held = false) {
  let [expires, sent] = [expiresInMs, 0];
  let began: number | undefined;
  const did: string[] = [];
  const left = async () => Math.max(0, (began ??= await now()) + expires - (await now()));
  return {
    did,
    again: () => {
      expires += 10 * MINUTE;
    },
    activities: {
      sendCode: async () => {
        did.push('send');
        return stands(await left(), ++sent, held);
      },
      expireVerification: async (): Promise<CodeStanding> => {
        did.push('expire');
        const waitMs = await left();
        return waitMs > 0
          ? stands(waitMs, sent)
          : { status: 'expired', waitMs: 0, sent, held: false };
      },
      forgetUnproven: async () => void did.push('forget'),
    },
  };
}

const start = (taskQueue: string) =>
  env().client.workflow.start('verifyAddress', { taskQueue, workflowId: newId(), args: [input] });

test.serial(
  'a code nobody enters expires: 24 events at most, and it says where it stands',
  async (t) => {
    const { activities, did } = row(10 * MINUTE);
    await withWorker(env(), activities, async (taskQueue) => {
      const handle = await start(taskQueue);
      await env().sleep('1 minute');
      const now = await handle.query<Standing>('standing');
      t.like(now, { step: 'waiting_for_code', counts: { codes_sent: 1 } });
      t.deepEqual(now.waiting_for, ['The person has to enter the code.']);
      t.deepEqual(
        now.steps.map(({ step }) => step),
        ['sending_code', 'waiting_for_code'],
      );
      t.deepEqual(await handle.result(), { status: 'expired' });
      const { events } = await handle.fetchHistory();
      t.true((events?.length ?? 0) <= 24, `${events?.length} events`);
      t.is((await handle.query<Standing>('standing')).step, 'ended');
    });
    t.deepEqual(did, ['send', 'expire']);
  },
);

test.serial('of a sign-up that nobody proved the provider forgets the text', async (t) => {
  const { activities, did } = row(10 * MINUTE, true);
  await withWorker(env(), activities, async (taskQueue) => (await start(taskQueue)).result());
  t.deepEqual(did, ['send', 'expire', 'forget']);
});

test.serial('a code that is right ends it at once', async (t) => {
  const { activities, did } = row(10 * MINUTE);
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    await env().sleep('1 minute');
    await handle.signal('codeDecided', { status: 'approved' });
    t.deepEqual(await handle.result(), { status: 'approved' });
  });
  t.deepEqual(did, ['send']);
});

test.serial(
  'another code is sent when it is asked for, once however often that is said',
  async (t) => {
    const { activities, did, again } = row(10 * MINUTE);
    await withWorker(env(), activities, async (taskQueue) => {
      const handle = await start(taskQueue);
      await env().sleep('1 minute');
      again();
      await handle.signal('codeRequested', { send: 2 });
      await handle.signal('codeRequested', { send: 2 });
      t.deepEqual(await handle.result(), { status: 'expired' });
    });
    t.deepEqual(did, ['send', 'send', 'expire']);
  },
);

test.serial('an end that moved while its signal was lost is kept', async (t) => {
  const { activities, did, again } = row(10 * MINUTE);
  await withWorker(env(), activities, async (taskQueue) => {
    const handle = await start(taskQueue);
    await env().sleep('1 minute');
    again();
    t.deepEqual(await handle.result(), { status: 'expired' });
  });
  t.deepEqual(did, ['send', 'expire', 'expire']);
});

test.serial('a provider that does not take the code is tried again', async (t) => {
  const { activities, did } = row(10 * MINUTE);
  let tries = 0;
  const sendCode = async () => {
    if (++tries < 3) throw new Error('421 come back later');
    return activities.sendCode();
  };
  await withWorker(env(), { ...activities, sendCode }, async (taskQueue) => {
    const handle = await start(taskQueue);
    await env().sleep('5 minutes');
    await handle.signal('codeDecided', { status: 'approved' });
    t.deepEqual(await handle.result(), { status: 'approved' });
  });
  t.is(tries, 3);
  t.deepEqual(did, ['send']);
});
