import test from 'ava';
import { campaignsIn, endlessLane } from '../_support/campaign-row.ts';
import { until } from '../_support/until.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const { row, start, standing } = campaignsIn(env);

test.serial(
  'what it was told is no matter of its history: past the limit it goes on as new',
  async (t) => {
    const { activities, ledger } = await row(1_000, 1);
    let begun = 0;
    const sendLane = async (input: { lane: number }): Promise<void> => {
      if (begun++ === 0) return endlessLane(() => true);
      return activities.sendLane(input);
    };
    await withWorker(env(), { ...activities, sendLane }, async (queue) => {
      const handle = await start(queue);
      await until(async () => begun > 0);
      const first = await handle.describe();
      for (let told = 0; told < 4_200; told += 200) {
        await Promise.all(
          Array.from({ length: 200 }, (_, i) =>
            handle.signal('rateChanged', { ratePerSec: told + i + 1 }),
          ),
        );
      }
      t.deepEqual(await handle.result(), { status: 'sent' });
      const last = await handle.describe();
      t.not(last.runId, first.runId);
      t.is(begun, 2);
      t.is((await standing(handle)).steps[0]?.step, 'waiting_for_time');
    });
    t.is(ledger.status, 'sent');
  },
);
