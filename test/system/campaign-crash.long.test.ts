import test from 'ava';
import { makeAudience } from '../../bench/audience.ts';
import { beside } from '../_support/beside.ts';
import { processesOf } from '../_support/npm-start.ts';
import { approveByApi, received } from '../_support/started-campaign.ts';
import { startAssent } from '../_support/started.ts';
import { until } from '../_support/until.ts';

const PEOPLE = 2_000;
/** Mails a second: slow enough to leave half a minute to interrupt it. */
const RATE = 50;

test('kill -9 of the worker in the middle of a campaign: nobody twice, nobody lost, it finishes', async (t) => {
  const assent = await startAssent(t);
  // Written directly to the tables: other tests cover imports and consent.
  const { services, ctx } = beside(t, assent);
  const tag = await makeAudience(services, ctx, PEOPLE);
  const id = await approveByApi(assent, { name: 'News in a crash', tag, ratePerSec: RATE });
  const { body: before } = await assent.until(
    `/campaigns/${id}/progress`,
    (answer) => answer.body.sent >= RATE,
  );
  const workers = (await processesOf(assent.dataDir)).filter((p) => /worker\/main/.test(p.command));
  t.is(workers.length, 1);
  process.kill(workers[0]?.pid ?? 0, 'SIGKILL');
  // The worker that continues need not be slow.
  t.is((await assent.call('PATCH', `/campaigns/${id}`, { rate_per_sec: null })).status, 200);

  const { body: after } = await assent.until(
    `/campaigns/${id}/progress`,
    (answer) => answer.body.status === 'sent',
  );
  t.true(before.queued > 0, 'it was in the middle');
  t.is(after.audience, PEOPLE);
  t.is(after.sent + after.uncertain, PEOPLE, JSON.stringify(after));
  // At most one batch of each lane.
  t.true(after.uncertain <= 2 * 40, `${after.uncertain} uncertain`);

  await until(() => received(assent).size >= after.sent);
  const mails = received(assent);
  t.true(
    [...mails.values()].every((times) => times === 1),
    'nobody got it twice',
  );
  t.true(mails.size >= after.sent && mails.size <= PEOPLE);
  t.deepEqual(
    (await assent.call('GET', `/campaigns/${id}/recipients?status=uncertain&limit=200`)).body.data
      .length,
    after.uncertain,
  );
});
