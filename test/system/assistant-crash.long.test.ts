import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { freePort } from '../../bin/services/ports.ts';
import { bothSums } from '../_support/assistant.ts';
import { beside } from '../_support/beside.ts';
import { processesOf } from '../_support/npm-start.ts';
import { startAssent, type Started } from '../_support/started.ts';
import { until } from '../_support/until.ts';

async function killWorker({ dataDir }: Started): Promise<void> {
  const workers = (await processesOf(dataDir)).filter((p) => /worker\/main/.test(p.command));
  for (const { pid } of workers) process.kill(pid, 'SIGKILL');
}

test('kill -9 of the worker in every step of a call: each reservation ends, and no model is asked twice', async (t) => {
  const model = await freePort();
  const assent = await startAssent(t, { RECEIVERS_MODEL_PORT: String(model) });
  const { services, ctx } = beside(t, assent);
  const begin = async (): Promise<string> => {
    const { body } = await assent.call('POST', '/assistant/conversations', {});
    return `/assistant/conversations/${String(body.id)}`;
  };
  const counts = async (): Promise<{ received: number }> =>
    (await fetch(`http://127.0.0.1:${model}/counts`)).json();
  const latest = async (path: string) =>
    (await assent.call('GET', `${path}/messages`)).body.data[0];

  // In the middle of an answer.
  const path = await begin();
  const asked = assent.call('POST', `${path}/messages`, { content: 'Hello [words 900] [slow 30]' });
  await until(async () => ((await latest(path))?.content ?? '').length > 100);
  await killWorker(assent);
  const { status, body } = await asked;
  t.is(status, 200);
  t.like(body, { status: 'partial', failure: 'lost' });
  t.true(body.content.length > 100 && body.usage.output > 20);
  t.is(body.usage.reported, false);
  t.is((await counts()).received, 1);

  // Between two requests: the next one is reserved, and what was looked up dies with the worker.
  const looking = await begin();
  const content = '[again] [wait 2500] [call campaigns_list {}]';
  await assent.call('POST', `${looking}/messages`, { content, wait: false });
  await until(async () => ((await latest(looking))?.sources ?? []).length > 0);
  await killWorker(assent);
  await until(async () => (await latest(looking)).status !== 'answering');
  const lost = await latest(looking);
  t.like(lost, { status: 'failed', failure: 'lost' });
  // The request that was over as reported, and the prompt of the one that was under way.
  t.true(lost.usage.input > 4_000 && !lost.usage.reported, JSON.stringify(lost.usage));
  t.true((await counts()).received <= 1 + 3);

  // Wherever it just is.
  const all: Promise<unknown>[] = [];
  for (let round = 0; round < 5; round++) {
    const paths = await Promise.all(Array.from({ length: 4 }, begin));
    // Every second one looks something up until it has to stop, so that some die between two requests.
    for (const [i, one] of paths.entries()) {
      const content =
        i % 2 ? '[again] [wait 120] [call campaigns_list {}]' : 'Hello [words 20] [slow 5]';
      all.push(assent.call('POST', `${one}/messages`, { content }));
    }
    await sleep(100 + 150 * round);
    await killWorker(assent);
    await assent.until('/health', ({ status }) => status === 200).catch(() => undefined);
    await sleep(3_000);
  }
  await Promise.all(all);
  const calls = () =>
    services.db.withTenant(ctx, (trx) =>
      trx('assistant_calls').select(
        'status',
        'rounds',
        'called_at',
        'ended_at',
        'reserved_tokens',
        trx.raw('input_tokens + output_tokens as used'),
      ),
    );
  await until(async () => (await calls()).every(({ ended_at }) => ended_at !== null));
  const ended = await calls();
  t.is(ended.length, 22);
  const reserved = ended.reduce((sum, { called_at, rounds }) => sum + (called_at === null ? 0 : rounds + 1), 0); // prettier-ignore
  t.true((await counts()).received <= reserved, 'each reservation is one request at most');
  t.true(ended.every(({ used, reserved_tokens }) => used <= reserved_tokens), 'nothing above what was reserved'); // prettier-ignore
  const sums = await bothSums(services, ctx);
  t.deepEqual(sums.kept, sums.rows);
  t.true(sums.kept.every(({ reserved_tokens }) => reserved_tokens === 0));
});
