import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { makeAudience } from '../../bench/audience.ts';
import { beside } from '../_support/beside.ts';
import { processesOf } from '../_support/npm-start.ts';
import { lockRows } from '../_support/row-lock.ts';
import { startAssent } from '../_support/started.ts';

const PEOPLE = 6_000;
/** The real rotation with shorter waits, which are still longer than the interval at which processes reload keys. */
const PACE = { aheadMs: 15_000, settleMs: 1_000 };

test('kill -9 of the worker in the middle of a rotation: it ends once, nothing is left, everything is readable', async (t) => {
  const assent = await startAssent(t);
  const { services, ctx } = beside(t, assent);
  await makeAudience(services, ctx, PEOPLE);
  // A lock on a contact stops the rotation half-way until its worker is gone.
  const hold = await lockRows(
    t,
    assent.databaseUrl,
    `select 1 from contacts where id = (select id from contacts where tenant_id = $1 order by id offset $2 limit 1)
     for update`,
    [ctx.tenantId, PEOPLE / 2],
  );
  const { id } = await startRotation(services, ctx, { kind: 'data', keep_days: 400 }, PACE);

  const path = `/key-rotations/${id}`;
  await hold.waitedFor();
  const { body: before } = await assent.call('GET', path);
  const workers = (await processesOf(assent.dataDir)).filter((p) => /worker\/main/.test(p.command));
  t.is(workers.length, 1);
  process.kill(workers[0]?.pid ?? 0, 'SIGKILL');
  await hold.release();
  t.is(before.status, 'running');
  t.true(before.values_sealed > PEOPLE / 3, 'it was in the middle');

  // Requests continue meanwhile, on both sides of every chunk.
  let answered = 0;
  for (let now = before; now.status !== 'completed';) {
    const list = await assent.call('GET', '/contacts?limit=50&reveal=true');
    t.is(list.status, 200);
    const email = `during-${answered++}@example.com`;
    t.is((await assent.call('POST', '/contacts', { email })).status, 201);
    now = (await assent.call('GET', path)).body;
    await sleep(100);
  }
  t.true(answered > 0);
  const { body: after } = await assent.call('GET', path);
  t.is(after.values_left, 0);
  const { body } = await assent.call('GET', '/keys');
  const [now, old] = body.keys.find((key: { kind: string }) => key.kind === 'data').versions;
  t.like(now, { version: 2, state: 'in_use' });
  t.like(old, { version: 1, state: 'destroyed', values: [] });
  const { body: done } = await assent.call(
    'GET',
    `/audit?entity_type=key_rotation&entity_id=${id}`,
  );
  t.deepEqual(done.data.map((row: { action: string }) => row.action), ['key_rotation.completed', 'key_rotation.started']); // prettier-ignore

  let read = 0;
  for (let cursor = ''; ;) {
    const page = await assent.call('GET', `/contacts?limit=200&reveal=true${cursor}`);
    t.true(page.body.data.every((person: { email: string }) => person.email.includes('@')));
    read += page.body.data.length;
    if (!page.body.next_cursor) break;
    cursor = `&cursor=${page.body.next_cursor}`;
  }
  t.true(read >= PEOPLE + answered, `${read} people`);
});
