import test from 'ava';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const HOUR = 3_600_000;
const env = sharedTimeSkipping(test);
const start = (taskQueue: string) =>
  env().client.workflow.start('campaign', {
    workflowId: newId(),
    taskQueue,
    args: [{ tenantId: newId(), id: newId(), run: 1 }],
  });
type Step =
  | { step: 'wait'; waitMs: number }
  | { step: 'send'; lanes: number; people: number }
  | { step: 'done'; status: string };

test.serial('a campaign waits for its time, sends in lanes side by side, and ends', async (t) => {
  const at = (await env().currentTimeMs()) + 5 * 24 * HOUR;
  const lanes: number[] = [];
  let began = 0;
  const together = Promise.withResolvers<void>();
  const activities = {
    advanceCampaign: async (): Promise<Step> => {
      const now = await env().currentTimeMs();
      if (now < at) return { step: 'wait', waitMs: at - now };
      if (lanes.length) return { step: 'done', status: 'sent' };
      began = now;
      return { step: 'send', lanes: 4, people: 1000 };
    },
    sendLane: async ({ lane }: { lane: number }) => {
      lanes.push(lane);
      // None ends before all have begun: one after the other they would wait for ever.
      if (lanes.length === 4) together.resolve();
      await together.promise;
    },
  };
  await withWorker(env(), activities, async (queue) => {
    t.deepEqual(await (await start(queue)).result(), { status: 'sent' });
  });
  t.true(began >= at && began < at + HOUR);
  t.deepEqual(lanes.toSorted(), [0, 1, 2, 3]);
});

test.serial('news while it waits are seen at once: paused, resumed, canceled', async (t) => {
  let status = 'paused';
  const looks: string[] = [];
  const activities = {
    advanceCampaign: async (): Promise<Step> => {
      looks.push(status);
      if (status === 'paused') return { step: 'wait', waitMs: 24 * HOUR };
      if (status === 'sending') return { step: 'send', lanes: 1, people: 10 };
      return { step: 'done', status };
    },
    sendLane: async () => {
      status = 'paused';
    },
  };
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('10 seconds');
    status = 'sending';
    await handle.signal('changed');
    await env().sleep('10 seconds');
    t.is(status, 'paused');
    status = 'canceled';
    await handle.signal('changed');
    t.deepEqual(await handle.result(), { status: 'canceled' });
  });
  t.deepEqual(looks, ['paused', 'sending', 'paused', 'canceled']);
});

test.serial(
  'a lane whose worker is lost is sent on by another, the others are not repeated',
  async (t) => {
    const sent = [0, 0, 0];
    let ended = false;
    const activities = {
      advanceCampaign: async (): Promise<Step> => {
        if (ended) return { step: 'done', status: 'sent' };
        ended = true;
        return { step: 'send', lanes: 3, people: 300 };
      },
      sendLane: async ({ lane }: { lane: number }) => {
        sent[lane] = (sent[lane] ?? 0) + 1;
        if (lane === 1 && sent[lane] < 3) throw new Error('the worker was killed');
      },
    };
    await withWorker(env(), activities, async (queue) => {
      t.deepEqual(await (await start(queue)).result(), { status: 'sent' });
    });
    t.deepEqual(sent, [1, 3, 1]);
  },
);
