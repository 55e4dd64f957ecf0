import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import test from 'ava';
import { makeAudience } from '../../bench/audience.ts';
import { beside } from '../_support/beside.ts';
import { processesOf } from '../_support/npm-start.ts';
import { startAssent, type Started } from '../_support/started.ts';
import { until } from '../_support/until.ts';

const PEOPLE = 2_000;
/** Mails a second: slow enough to leave half a minute to interrupt it. */
const RATE = 50;

test('kill -9 of the worker in the middle of a campaign: nobody twice, nobody lost, it finishes', async (t) => {
  const assent = await startAssent(t);
  // Written directly to the tables: other tests cover imports and consent.
  const { services, ctx } = beside(t, assent);
  const tag = await makeAudience(services, ctx, PEOPLE);
  const id = await approve(assent, tag);
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
  // At most one chunk of each of the two lanes.
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

async function approve(assent: Started, tag: string): Promise<string> {
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await assent.call('POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return String(answer.body.id);
  };
  const template_id = await make('/templates', {
    name: 'News in a crash',
    channel: 'email',
    category: 'promotional',
    subject: 'News',
    body: '<p>Hello {{ contact.first_name }}</p><a href="{{ unsubscribe_url }}">Stop</a>',
  });
  const id = await make('/campaigns', {
    name: 'News in a crash',
    channel: 'email',
    purpose: 'marketing',
    template_id,
    audience: { tags: [tag] },
    rate_per_sec: RATE,
  });
  await make(`/campaigns/${id}/schedule`, {});
  return id;
}

/** How many mails each address got, from the receiver's own file. */
function received(assent: Started): Map<string, number> {
  const file = new DatabaseSync(join(assent.dataDir, 'inbox.sqlite'), { readOnly: true });
  try {
    const rows = file.prepare(`select recipient, count(*) as times from received group by 1`).all();
    return new Map(rows.map((row) => [String(row['recipient']), Number(row['times'])]));
  } finally {
    file.close();
  }
}
