import test from 'ava';
import type { Standing } from '#domain/processes.ts';
import type { ReviewClock } from '#domain/reviews/clock.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The row of a review, as its activities see it. */
function row(kind: 'withdrawal' | 'unclear' = 'withdrawal') {
  const unclear = kind === 'unclear';
  const review = { kind, status: 'open' as ReviewClock['status'], escalated: unclear };
  const did: string[] = [];
  let began: number | undefined;
  const clock = async (): Promise<ReviewClock> => {
    const now = await env().currentTimeMs();
    began ??= now;
    const left = (days: number) => Math.max(0, (began ?? 0) + days * DAY - now);
    return { ...review, escalateInMs: left(12), dueInMs: left(14) };
  };
  return {
    did,
    review,
    activities: {
      readReviewClock: clock,
      escalateReview: async () => {
        const now = await clock();
        if (now.status !== 'open' || now.escalateInMs > 0) return now;
        did.push('escalate');
        review.escalated = true;
        return clock();
      },
      withdrawUndecided: async () => {
        const now = await clock();
        if (now.status !== 'open' || now.dueInMs > 0) return now;
        did.push(unclear ? 'nothing' : 'withdraw');
        review.status = unclear ? 'undecided' : 'withdrawn';
        return clock();
      },
    },
  };
}

const start = (taskQueue: string) =>
  env().client.workflow.start('reviewPossibleWithdrawal', {
    taskQueue,
    workflowId: newId(),
    args: [{ tenantId: newId(), id: newId() }],
  });

test.serial('nobody decides: said once near the end, withdrawn at it, in 40 events', async (t) => {
  const { activities, did } = row();
  const began = await env().currentTimeMs();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 minute');
    const now = await handle.query<Standing>('standing');
    t.is(now.step, 'waiting_for_decision');
    t.regex(now.waiting_for[0] ?? '', /^Somebody has to read the message/);
    const due = new Date(now.until ?? '').getTime() - began;
    t.true(Math.abs(due - 14 * DAY) < HOUR, `until ${now.until}`);
    await env().sleep('12 days');
    t.is((await handle.query<Standing>('standing')).step, 'escalated');
    t.deepEqual(await handle.result(), { status: 'withdrawn' });
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 40, `${events?.length} events`);
  });
  t.deepEqual(did, ['escalate', 'withdraw']);
});

test.serial('a decision ends it at once, however often it is told', async (t) => {
  const { activities, did, review } = row();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 minute');
    review.status = 'dismissed';
    await handle.signal('reviewDecided', { status: 'dismissed' });
    await handle.signal('reviewDecided', { status: 'dismissed' }).catch(() => undefined);
    t.deepEqual(await handle.result(), { status: 'dismissed' });
  });
  t.deepEqual(did, []);
});

test.serial('a decision whose signal never came is seen at the next step', async (t) => {
  const { activities, did, review } = row();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 minute');
    review.status = 'dismissed';
    t.deepEqual(await handle.result(), { status: 'dismissed' });
  });
  t.deepEqual(did, []);
});

test.serial(
  'a message that nobody has understood: nobody is reminded, and at the end nothing follows',
  async (t) => {
    const { activities, did } = row('unclear');
    await withWorker(env(), activities, async (queue) => {
      const handle = await start(queue);
      await env().sleep('13 days');
      const now = await handle.query<Standing>('standing');
      t.is(now.step, 'waiting_for_decision');
      t.regex(now.waiting_for[0] ?? '', /nothing follows/);
      t.deepEqual(await handle.result(), { status: 'undecided' });
    });
    t.deepEqual(did, ['nothing']);
  },
);
