import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import { campaignsIn, endlessLane, type CampaignHandle } from '../_support/campaign-row.ts';
import { recordedHistories } from '../_support/histories.ts';
import { until } from '../_support/until.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const now = () => env().currentTimeMs();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const { row, start, standing } = campaignsIn(env);
/** No time is skipped meanwhile: a campaign that waits for its time has not begun. */
const waits = (handle: CampaignHandle, step: string): Promise<void> =>
  until(async () => {
    const now = await standing(handle);
    return now.step === step && now.waiting_for.length > 0;
  });

test.serial(
  'a scheduled campaign of 100,000: waits, freezes, four lanes side by side, ends; 60 events at most',
  async (t) => {
    const { activities, did, ledger } = await row(100_000, 4, 5 * DAY);
    const together = Promise.withResolvers<void>();
    let lanes = 0;
    // None ends before all have begun: run one after the other, they would wait for ever.
    const sendLane = async (input: { lane: number }): Promise<void> => {
      if (++lanes === 4) together.resolve();
      await together.promise;
      await activities.sendLane(input);
    };
    await withWorker(env(), { ...activities, sendLane }, async (queue) => {
      const handle = await start(queue);
      await waits(handle, 'waiting_for_time');
      const first = await standing(handle);
      t.like(first, { step: 'waiting_for_time', waiting_for: ['Waiting for its time.'] });
      t.true(Math.abs(Date.parse(first.until ?? '') - ledger.at) < MINUTE);
      t.deepEqual(await handle.result(), { status: 'sent' });
      const ended = await standing(handle);
      t.like(ended, { step: 'ended', counts: { done: 100_000, of: 100_000 } });
      t.deepEqual(
        ended.steps.map(({ step }) => step),
        ['waiting_for_time', 'freezing_audience', 'sending', 'reconciling', 'ended'],
      );
      const { events } = await handle.fetchHistory();
      t.true((events?.length ?? 0) <= 60, `${events?.length} events`);
    });
    const [look, ...rest] = did;
    t.is(look, 'reconcile');
    t.is(rest[0], 'freeze');
    t.deepEqual(rest.slice(1, 5).toSorted(), ['lane 0', 'lane 1', 'lane 2', 'lane 3']);
    t.deepEqual(rest.slice(5), ['reconcile', 'finish']);
  },
);

test.serial('it says what it waits for, and goes on by itself: hours, caps, a rest', async (t) => {
  const { activities, did, ledger } = await row(1_000, 1);
  ledger.rounds = [
    { queued: 700, waitMs: 8 * HOUR, waits: { quiet_hours: 700, time_zones: 3 } },
    { queued: 12, waitMs: HOUR, waits: { frequency_cap: 12 } },
    { queued: 5, waitMs: 5 * MINUTE, waits: { sender: true, provider: 1 } },
    { queued: 0, waitMs: 0, waits: {} },
  ];
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    const seen: Standing[] = [];
    for (const step of ['waiting_for_quiet_hours', 'waiting_for_caps', 'waiting_for_sender']) {
      for (;;) {
        const said = await standing(handle);
        if (said.step === step) {
          seen.push(said);
          break;
        }
        await env().sleep(said.until ? Date.parse(said.until) - (await now()) + 100 : 100);
      }
    }
    t.deepEqual(
      seen.map(({ waiting_for }) => waiting_for),
      [
        ['Waiting for quiet hours to end in 3 time zones.'],
        ['Waiting for room under the frequency cap for 12 people.'],
        [
          'Waiting for the pause that the provider asked for to end.',
          'Waiting to try again 1 person whose message the provider deferred.',
        ],
      ],
    );
    t.like(seen[0]?.counts, { done: 300, of: 1_000 });
    // Changed rules: deferred messages are due now.
    ledger.round = { ...ledger.round, waitMs: 0 };
    await handle.signal('rulesChanged', {});
    t.deepEqual(await handle.result(), { status: 'sent' });
  });
  t.is(did.filter((what) => what === 'lane 0').length, 4);
});

test.serial('a real one of four lanes, as it was recorded, had no more', async (t) => {
  const all = await recordedHistories();
  const found = all.find(({ name }) => name === 'sendCampaign-scheduled-four-lanes');
  const events = found?.history.events?.length ?? Infinity;
  t.true(events <= 60, `${events} events`);
});

test.serial('paused while lanes send, resumed, at another rate, canceled', async (t) => {
  const { activities, did, ledger } = await row(1_000, 2);
  let begun = 0;
  const sendLane = (): Promise<void> => {
    begun++;
    return endlessLane(() => ledger.status === 'sending');
  };
  const begins = (lanes: number): Promise<unknown> => until(async () => begun >= lanes);
  await withWorker(env(), { ...activities, sendLane }, async (queue) => {
    const handle = await start(queue);
    await begins(2);
    t.like(await standing(handle), { step: 'sending', counts: { done: 0, of: 1_000 } });
    await handle.signal('rateChanged', { ratePerSec: 50 });
    t.like((await standing(handle)).counts, { at_most_per_second: 50 });
    await handle.signal('rateChanged', { ratePerSec: null });
    t.false('at_most_per_second' in ((await standing(handle)).counts ?? {}));

    ledger.status = 'paused';
    await handle.signal('paused', {});
    await handle.signal('paused', {});
    while ((await standing(handle)).step !== 'paused') await env().sleep('1 second');
    t.like(await standing(handle), { waiting_for: ['Paused: waiting for somebody to resume it.'], until: null }); // prettier-ignore
    // For as long as nobody acts.
    await env().sleep('400 days');
    t.is(begun, 2);

    ledger.status = 'sending';
    await handle.signal('resumed', {});
    await begins(4);
    ledger.status = 'canceled';
    await handle.signal('canceled', {});
    t.deepEqual(await handle.result(), { status: 'canceled' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 110, `${events?.length} events`);
  });
  t.deepEqual(did.slice(0, 2), ['reconcile', 'freeze']);
  t.is(did.at(-1), 'cancel');
  t.is(did.filter((what) => what === 'cancel').length, 1);
});

test.serial(
  'moved to an earlier time, paused before it, and taken back to its draft',
  async (t) => {
    const { activities, did, ledger } = await row(10, 1, 30 * DAY);
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue);
      await waits(handle, 'waiting_for_time');
      ledger.at = (await now()) + HOUR;
      const before = (await standing(handle)).until;
      await handle.signal('rescheduled', {});
      await until(async () => (await standing(handle)).until !== before);
      t.true(Math.abs(Date.parse((await standing(handle)).until ?? '') - ledger.at) < MINUTE);
      ledger.status = 'paused';
      await handle.signal('paused', {});
      await waits(handle, 'paused');
      await env().sleep('2 hours');
      t.false(did.includes('freeze'));
      Object.assign(ledger, { status: 'scheduled', at: await now() });
      await handle.signal('rescheduled', {});
      t.deepEqual(await handle.result(), { status: 'sent' });
    });
    const other = await row(10, 1, 30 * DAY);
    await withWorker(env(), other.activities, async (queue) => {
      const handle = await start(queue);
      await waits(handle, 'waiting_for_time');
      other.ledger.status = 'draft';
      await handle.signal('unscheduled', {});
      t.deepEqual(await handle.result(), { status: 'draft' });
    });
    t.false(other.did.includes('cancel'));
  },
);

test.serial(
  'a lane whose worker is lost is sent on by another, the others are not repeated',
  async (t) => {
    const { activities } = await row(300, 3);
    const sent = [0, 0, 0];
    const sendLane = async (input: { lane: number }): Promise<void> => {
      const times = (sent[input.lane] ?? 0) + 1;
      sent[input.lane] = times;
      if (input.lane === 1 && times < 3) throw new Error('the worker was killed');
      await activities.sendLane(input);
    };
    await withWorker(env(), { ...activities, sendLane }, async (queue) => {
      t.deepEqual(await (await start(queue)).result(), { status: 'sent' });
    });
    t.deepEqual(sent, [1, 3, 1]);
  },
);
