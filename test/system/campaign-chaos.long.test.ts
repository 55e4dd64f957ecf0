import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { daysAgo } from '../_support/email-events.ts';
import { processesOf } from '../_support/npm-start.ts';
import { approveByApi, received } from '../_support/started-campaign.ts';
import { startAlone, type Alone } from '../_support/started.ts';
import { until } from '../_support/until.ts';

/*
 * Everything that a campaign needs is killed in turns, at random moments, while it sends to 20,000 people through two
 * workers: nobody gets it twice, nobody is lost, the counts add up to the audience, and it finishes.
 */
const PEOPLE = 20_000;
/** People in a hundred whose mail server refuses them, defers them once and for all, or hangs up in the middle. */
const REFUSED = 1;
/** Mails a second, so that it lasts through all the kills. */
const RATE = 400;
/** At most so many mails of one lane are uncertain after one kill: half a second's worth of its rate. */
const IN_FLIGHT = RATE / 4 / 2;
const LANES = 4;

type Victim = { name: string; command: RegExp; all?: boolean };
const VICTIMS: readonly Victim[] = [
  { name: 'a worker', command: /worker\/main/ },
  { name: 'all workers', command: /worker\/main/, all: true },
  { name: 'Temporal', command: /temporal.* server start-dev/ },
  { name: 'Postgres', command: /bin\/postgres .*-D|postgres -D/ },
  { name: 'the mail receiver', command: /bin\/receivers/ },
  { name: 'the API', command: /api\/main/ },
];

test('everything is killed in the middle of a campaign: nobody twice, nobody lost, it finishes', async (t) => {
  const assent = await startAlone(t, { WORKER_PROCESSES: '2' });
  await importPeople(assent);
  const id = await approveByApi(assent, { name: 'News in chaos', tag: 'chaos', ratePerSec: RATE });
  const progress = `/campaigns/${id}/progress`;
  await assent.until(progress, ({ body }) => body.sent >= RATE);

  const kills: string[] = [];
  for (let round = 0; round < 3; round++) {
    for (const victim of VICTIMS) {
      const ms = Math.round(Math.random() * 1_500);
      await sleep(ms);
      const found = await standing(assent, victim);
      const chosen = victim.all ? found : found.slice(0, 1);
      for (const { pid } of chosen) kill(pid);
      kills.push(`${victim.name} after ${ms} ms (${chosen.length})`);
    }
  }
  t.log(kills.join(', '));
  const { body: between } = await assent.until(progress, ({ status }) => status === 200);
  t.not(between.status, 'sent', 'it still had people to send to');

  // A server that cannot be reached pauses it in the end; an operator goes on.
  const { body: after } = await assent.until(progress, ({ body }) => {
    if (body.status === 'paused')
      void assent.call('POST', `/campaigns/${id}/resume`).catch(() => undefined);
    return body.status === 'sent';
  });
  t.log(JSON.stringify(after));
  t.is(after.audience, PEOPLE);
  t.is(after.queued, 0);
  const { sent, uncertain, bounced = 0, failed = 0, suppressed = 0 } = after;
  t.is(sent + uncertain + bounced + failed + suppressed, PEOPLE, JSON.stringify(after));
  t.true(uncertain <= kills.length * LANES * IN_FLIGHT, `${uncertain} uncertain`);

  await until(() => received(assent).size >= sent);
  const mails = received(assent);
  const twice = [...mails].filter(([, times]) => times > 1);
  t.deepEqual(twice, [], 'nobody got it twice');
  t.true(mails.size >= sent && mails.size <= sent + uncertain, `${mails.size} got it`);
});

/** Returns the processes of a victim. Killed before, they may still be on their way on a busy machine. */
async function standing(assent: Alone, { command }: Victim): Promise<{ pid: number }[]> {
  for (;;) {
    const found = await processesOf(assent.dataDir);
    const victims = found.filter((one) => command.test(one.command));
    if (victims.length) return victims;
    await sleep(100);
  }
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

const addressOf = (i: number): string =>
  `${i % 100 < REFUSED ? 'bounce' : 'person'}${i}@example.com`;

async function importPeople(assent: Alone): Promise<void> {
  const rows = Array.from({ length: PEOPLE }, (_, i) => `${addressOf(i)},Person ${i},chaos`);
  const form = new FormData();
  form.set('file', new Blob([`email,name,tags\n${rows.join('\n')}\n`]), 'people.csv');
  form.set('consent', JSON.stringify({ purpose: 'marketing', channel: 'email', source: 'paper', wording: 'Yes, send me news', evidence: { captured_at: daysAgo(90).toISOString() } })); // prettier-ignore
  const { status, body } = await assent.call('POST', '/contacts/imports', form);
  if (status >= 300) throw new Error(JSON.stringify(body));
  await assent.until(
    `/contacts/imports/${body.id}`,
    (answer) => answer.body.status === 'completed',
  );
}
