import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { startWorkflow } from '../_support/started-workflow.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const HOUR = 3_600_000;

/** A request as its activities see it. */
function request(waitMs: number) {
  const did: string[] = [];
  const state = { used: false };
  return {
    did,
    state,
    activities: {
      mailResetLink: async () => {
        did.push('mail');
        return { waitMs };
      },
      tellPasswordChanged: async () => {
        did.push(state.used ? 'tell' : 'not used');
        return { told: state.used };
      },
      endPasswordReset: async () => void did.push('end'),
    },
  };
}

test.serial('the person is told as soon as the link is used', async (t) => {
  const { activities, did, state } = request(HOUR);
  await withWorker(env(), activities, async (queue) => {
    const handle = await startWorkflow(env(), queue, 'resetPassword');
    await env().sleep('1 minute');
    t.like(await handle.query<Standing>('standing'), {
      step: 'waiting_for_use',
      waiting_for: ['The person has to choose a new password by the link they were sent.'],
    });
    state.used = true;
    await handle.signal('linkUsed', {});
    t.deepEqual(await handle.result(), { told: true });
    t.is((await handle.query<Standing>('standing')).step, 'ended');
  });
  t.deepEqual(did, ['mail', 'tell', 'end']);
});

test.serial('a use whose signal was lost is found at the end of the hour', async (t) => {
  const { activities, did, state } = request(HOUR);
  await withWorker(env(), activities, async (queue) => {
    const handle = await startWorkflow(env(), queue, 'resetPassword');
    state.used = true;
    t.deepEqual(await handle.result(), { told: true });
    const { events } = await handle.fetchHistory();
    const at = (n: number): number => Number(events?.at(n)?.eventTime?.seconds ?? 0);
    t.true(at(-1) - at(0) >= 3_600);
    t.true((events?.length ?? 0) <= 35, `${events?.length} events`);
  });
  t.deepEqual(did, ['mail', 'tell', 'end']);
});

test.serial('a link that nobody uses ends; for nobody the process ends at once', async (t) => {
  for (const [waitMs, all] of [
    [HOUR, ['mail', 'not used', 'end']],
    [0, ['mail', 'end']],
  ] as const) {
    const { activities, did } = request(waitMs);
    await withWorker(env(), activities, async (queue) => {
      const handle = await startWorkflow(env(), queue, 'resetPassword');
      t.deepEqual(await handle.result(), { told: false });
    });
    t.deepEqual(did, [...all]);
  }
});
