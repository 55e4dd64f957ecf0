import test from 'ava';
import { systemContext } from '#domain/context.ts';
import { AppError } from '#lib/errors.ts';
import { newId, tenantId } from '#lib/ids.ts';
import type { SignedUp } from '../../_support/identity.ts';
import { noProcesses } from '../../_support/services.ts';
import { BLOCKED_FILES as PATH, csvForm, uploads } from '../../_support/uploads.ts';

const find = async (of: SignedUp, address: string) =>
  (await of.call('POST', '/suppressions/search', { address })).body.data;

/** 2,500 addresses, and four rows that are invalid or something else. */
const addresses = Array.from({ length: 2_500 }, (_, i) => `p${i}@example.com,`);
const LONG = ['email,reason', ...addresses, 'nobody,', ',', 'x@example.com,because', '+12015550123,legal'].join('\n'); // prettier-ignore

test('a long file is carried by a process, told row by row, changes nothing the second time, and lifts nothing', async (t) => {
  const { owner, block, kept, server } = await uploads(t);
  await owner.call('POST', '/suppressions', { channel: 'email', address: 'p7@example.com', reason: 'complaint' }); // prettier-ignore
  const first = await owner.call('POST', PATH, csvForm(LONG, { reason: 'opt_out' }));
  t.like(first, { status: 202, body: { status: 'running', processed: 0, finished_at: null } });
  const { id } = first.body;
  t.is(first.body.workflow_id, `suppression-import:${owner.organization.id}:${id}`);
  t.is((await kept()).length, 1);
  await block(id);
  const done = (await owner.call('GET', `${PATH}/${id}`)).body;
  t.like(done, {
    status: 'completed',
    reason: 'opt_out',
    total: 2_504,
    processed: 2_504,
    created: 2_500,
    already: 1,
    failed: 3,
  });
  t.deepEqual(done.errors, [
    { row: 2502, message: 'is not a phone number' },
    { row: 2503, message: 'has no address' },
    { row: 2504, message: 'reason is not a known reason' },
  ]);
  t.truthy(done.finished_at);
  t.deepEqual(await kept(), [], 'no file stays');
  t.like(await block(id), { status: 'completed', created: 2_500 }, 'the end was not heard of');

  const again = await owner.call('POST', PATH, csvForm(LONG, { reason: 'admin' }));
  t.like(await block(again.body.id), { created: 0, already: 2_501, failed: 3 });
  t.is((await find(owner, 'p7@example.com'))[0].reason, 'complaint');
  t.is((await find(owner, 'p8@example.com'))[0].reason, 'opt_out');
  t.is((await find(owner, '+12015550123'))[0].channel, 'sms');
  t.is((await owner.call('GET', PATH)).body.data.length, 2);

  // Nothing of the addresses stands anywhere in clear.
  const ctx = systemContext(tenantId(owner.organization.id));
  const stored = await server.services.db.withTenant(ctx, async (trx) =>
    JSON.stringify([
      await trx('suppressions'),
      await trx('suppression_imports'),
      await trx('suppression_import_errors'),
      await trx('audit_log'),
    ]),
  );
  t.false(/p7@|example\.com|5550123/.test(stored));
  const { data } = (await owner.call('GET', `/audit?entity_id=${id}`)).body;
  t.deepEqual(
    data.map((row: { action: string }) => row.action),
    ['suppressions.imported', 'suppression_import.started'],
  );
  t.like(data[0].detail, { reason: 'opt_out', total: 2_504, created: 2_500, failed: 3 });
});

test('a short file is taken at once, also while Temporal is away; a long one says so and leaves nothing', async (t) => {
  const away = {
    ...noProcesses,
    ping: () => Promise.reject(new AppError('unavailable', 'Temporal is away')),
  };
  const { owner, kept } = await uploads(t, { processes: away });
  const short = await owner.call('POST', PATH, csvForm('email\na@example.com\nA@example.com\nb'));
  t.like(short, {
    status: 201,
    body: { status: 'completed', total: 3, processed: 3, created: 1, already: 1, failed: 1, workflow_id: null },
  }); // prettier-ignore
  t.deepEqual(short.body.errors, [{ row: 4, message: 'is not a phone number' }]);
  t.deepEqual((await owner.call('GET', `${PATH}/${short.body.id}`)).body, short.body);
  t.is((await find(owner, 'a@example.com'))[0].reason, 'admin');
  const edge = ['email', ...addresses.slice(0, 1_000)].join('\n');
  t.is((await owner.call('POST', PATH, csvForm(edge))).status, 201);
  t.is((await owner.call('POST', PATH, csvForm(`${edge}\none@example.com`))).status, 503);
  t.is((await owner.call('GET', PATH)).body.data.length, 2);
  t.deepEqual(await kept(), []);
});

test('the same key and file give the same answer and one import', async (t) => {
  const { owner, kept } = await uploads(t);
  for (const content of ['email\na@example.com', LONG]) {
    const key = { 'idempotency-key': newId() };
    const first = await owner.call('POST', PATH, csvForm(content), key);
    const again = await owner.call('POST', PATH, csvForm(content), key);
    t.is(again.headers.get('idempotent-replayed'), 'true');
    t.deepEqual([again.status, again.body], [first.status, first.body]);
    t.is((await owner.call('POST', PATH, csvForm('email\nb@example.com'), key)).status, 422);
  }
  t.is((await owner.call('GET', PATH)).body.data.length, 2);
  t.is((await kept()).length, 1, 'the repeated files are not kept');
});

test('what names no address, or asks for what there is not, is refused and not kept', async (t) => {
  const { owner, kept } = await uploads(t);
  const refused = async (content: string | Blob, path: string, fields = {}) => {
    const answer = await owner.call('POST', PATH, csvForm(content, fields));
    t.is(answer.status, 422);
    t.is(answer.body.errors[0].path, path);
  };
  await refused('name\nAda', 'file');
  await refused(['name', ...addresses].join('\n'), 'file');
  await refused('', 'file');
  await refused('email\n', 'file');
  await refused(new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1])]), 'file');
  await refused('email\na@example.com', 'reason', { reason: 'whim' });
  await refused('email\na@example.com', 'channel', { channel: 'pigeon' });
  t.is((await owner.call('GET', PATH)).body.data.length, 0);
  t.deepEqual(await kept(), []);
});

test('a file that breaks off in the middle fails with what is wrong, before anything is taken', async (t) => {
  const { owner, block, kept } = await uploads(t);
  const { id } = (await owner.call('POST', PATH, csvForm(`${LONG}\n"never closed`))).body;
  t.like(await block(id), { status: 'failed', created: 0 });
  const { body } = await owner.call('GET', `${PATH}/${id}`);
  t.is(body.failure, 'The file ends inside a quoted field: a closing quote is missing');
  t.truthy(body.finished_at);
  t.deepEqual(await kept(), []);
});

test('a file that is canceled blocks no more, and is gone; so by its workflow', async (t) => {
  const { owner, block, kept } = await uploads(t);
  const { id } = (await owner.call('POST', PATH, csvForm(LONG))).body;
  t.like(await owner.call('POST', `${PATH}/${id}/cancel`), { status: 200, body: { status: 'canceled' } }); // prettier-ignore
  t.like(await block(id), { status: 'canceled', created: 0 });
  t.deepEqual(await find(owner, 'p1@example.com'), []);
  t.is((await owner.call('POST', `${PATH}/${id}/cancel`)).status, 409);
  t.deepEqual(await kept(), []);
});

test('cancelling the workflow cancels the file', async (t) => {
  const { owner, block } = await uploads(t, { processes: running });
  const up = await owner.call('POST', PATH, csvForm(LONG));
  const path = `/workflows/${encodeURIComponent(up.body.workflow_id)}`;
  t.like((await owner.call('GET', path)).body, { entity_id: up.body.id, cancelable: true });
  t.is((await owner.call('POST', `${path}/cancel`)).status, 202);
  t.like(await block(up.body.id), { status: 'canceled' });
});

const running = {
  ...noProcesses,
  describe: async (id: string) => ({
    workflow_id: id,
    status: 'running' as const,
    started_at: new Date().toISOString(),
    closed_at: null,
  }),
};
