import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'csv-parse/sync';
import { runImport } from '#domain/contacts/import/run.ts';
import { systemContext } from '#domain/context.ts';
import { PERMISSIONS, type Permission } from '#domain/identity/permissions.ts';
import type { Processes } from '#domain/processes.ts';
import { AppError } from '#lib/errors.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { identityServer, type SignedUp } from '../_support/identity.ts';
import { noProcesses } from '../_support/services.ts';
import { until } from '../_support/until.ts';

const example = fileURLToPath(new URL('../../docs/examples/contacts.csv', import.meta.url));
const PATH = '/contacts/imports';

/** The server, an organization, and what a worker would do. */
async function setUp(
  t: ExecutionContext,
  options: { scopes?: readonly Permission[]; processes?: Processes } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'assent-imports-'));
  const server = await identityServer(t, { ...options, folder });
  const owner = await server.signUp(options);
  return {
    server,
    owner,
    work: (id: string, of: SignedUp = owner) =>
      runImport(server.services, systemContext(tenantId(of.organization.id)), id, () => undefined),
    /** Files in the storage, also those being written. */
    kept: async (): Promise<string[]> =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
  };
}

function form(content: string | Blob, fields: Record<string, string> = {}): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  made.set('file', typeof content === 'string' ? new Blob([content]) : content, 'contacts.csv');
  return made;
}

test('a file is uploaded, tried, corrected, run, and what failed is downloaded and sent in again', async (t) => {
  const { owner, work } = await setUp(t);
  const csv =
    'Name;Contact;Number\n' +
    'Ann;ann@example.com;+1 201-555-0123\n' +
    '"=cmd|\'/c calc\'!A1";nobody;+12015550124\n' +
    'Ben;ben@example.com;12\n';
  const up = await owner.call('POST', PATH, form(csv, { start: 'false' }));
  t.like(up, {
    status: 202,
    body: { status: 'pending', columns: ['Name', 'Contact', 'Number'], has_consent: false },
  });
  const { id } = up.body;
  t.deepEqual(up.body.mapping, { Name: 'name', Contact: 'email', Number: 'phone' });

  const tried = await owner.call('POST', `${PATH}/${id}/start`, { dry_run: true });
  t.like(tried, { status: 202, body: { status: 'running', dry_run: true } });
  t.truthy(tried.body.workflow_id);
  await work(id);
  t.like((await owner.call('GET', `${PATH}/${id}`)).body, { created: 1, failed: 2, total: 3 });
  t.is((await owner.call('GET', '/contacts')).body.data.length, 0);

  // The mapping is corrected on the same file: Ben's number becomes a field.
  const mapping = { Number: 'field:number' };
  await owner.call('POST', `${PATH}/${id}/start`, { mapping });
  await work(id);
  const done = await owner.call('GET', `${PATH}/${id}`);
  t.like(done.body, {
    status: 'completed',
    dry_run: false,
    total: 3,
    processed: 3,
    created: 2,
    updated: 0,
    unchanged: 0,
    failed: 1,
    mapping: { Name: 'name', Contact: 'email', Number: 'field:number' },
  });
  t.deepEqual(done.body.errors, [
    { row: 3, column: 'Contact', message: 'is not an e-mail address' },
  ]);
  t.not(done.body.workflow_id, tried.body.workflow_id);
  t.is((await owner.call('POST', `${PATH}/${id}/start`, {})).status, 409);

  const failed = await owner.call('GET', `${PATH}/${id}/failed-rows`);
  t.is(failed.status, 200);
  t.is(failed.headers.get('content-type'), 'text/csv; charset=utf-8');
  t.regex(failed.headers.get('content-disposition') ?? '', /^attachment; filename="[\w.-]+\.csv"$/);
  const [header, row, ...rest] = parse(failed.body, { bom: true });
  t.deepEqual(header, ['row', 'reason', 'Name', 'Contact', 'Number']);
  // A spreadsheet must not take what a stranger wrote for a formula.
  t.deepEqual(row, [
    '3',
    'Contact is not an e-mail address',
    "'=cmd|'/c calc'!A1",
    'nobody',
    "'+12015550124",
  ]);
  t.is(rest.length, 0);

  // Corrected in the spreadsheet and sent in again as it is: our own columns and marks are no data.
  const corrected = String(failed.body).replace('nobody', 'cem@example.com');
  const second = await owner.call('POST', PATH, form(corrected));
  t.deepEqual(second.body.mapping, {
    row: null,
    reason: null,
    Name: 'name',
    Contact: 'email',
    Number: 'phone',
  });
  await work(second.body.id);
  t.like((await owner.call('GET', `${PATH}/${second.body.id}`)).body, { created: 1, failed: 0 });
  const found = await owner.call('GET', '/contacts?q=cem@example.com&reveal=true');
  t.like(found.body.data[0], { phone: '+12015550124', name: "=cmd|'/c calc'!A1" });

  const listed = await owner.call('GET', `${PATH}?limit=1`);
  t.is(listed.body.data[0].id, second.body.id);
  t.is((await owner.call('GET', `${PATH}?cursor=${listed.body.next_cursor}`)).body.data[0].id, id);
});

test('the example of 10,000 rows goes through the API; its rows add up', async (t) => {
  const { owner, work } = await setUp(t);
  const up = await owner.call('POST', PATH, form(await openAsBlob(example)));
  t.like(up, { status: 202, body: { status: 'running' } });
  await work(up.body.id);
  const { body } = await owner.call('GET', `${PATH}/${up.body.id}`);
  t.like(body, { status: 'completed', total: 10_000, processed: 10_000 });
  t.is(body.created + body.updated + body.failed, 10_000);
  t.is(body.errors.length, body.failed);
  const failed = await owner.call('GET', `${PATH}/${up.body.id}/failed-rows`);
  const rows: string[][] = parse(failed.body, { bom: true, from: 2 });
  t.deepEqual(
    rows.map(([row]) => Number(row)),
    body.errors.map((error: { row: number }) => error.row),
  );
});

test('many failed rows come whole and in order', async (t) => {
  const { owner, work } = await setUp(t);
  const lines = Array.from({ length: 2500 }, (_, i) => `nobody${i}`);
  const up = await owner.call('POST', PATH, form(`email\n${lines.join('\n')}\n`, { mapping: '{"email":"email"}' })); // prettier-ignore
  await work(up.body.id);
  const report = await owner.call('GET', `${PATH}/${up.body.id}`);
  t.is(report.body.failed, 2500);
  t.is(report.body.errors.length, 1000);
  const failed = await owner.call('GET', `${PATH}/${up.body.id}/failed-rows`);
  const rows: string[][] = parse(failed.body, { bom: true, from: 2 });
  t.deepEqual(
    rows.map(([row, , email]) => [row, email]),
    lines.map((line, i) => [String(i + 2), line]),
  );
});

test('the same key and file give the same import; the same key and another file are refused', async (t) => {
  const { owner, kept } = await setUp(t);
  const key = { 'idempotency-key': newId() };
  const first = await owner.call('POST', PATH, form('email\na@example.com\n'), key);
  const again = await owner.call('POST', PATH, form('email\na@example.com\n'), key);
  t.is(first.status, 202);
  t.is(first.headers.get('idempotent-replayed'), null);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  t.deepEqual(again.body, first.body);
  t.is((await owner.call('POST', PATH, form('email\nb@example.com\n'), key)).status, 422);
  t.is((await owner.call('POST', PATH, form('email\na@example.com\n', { dry_run: 'true' }), key)).status, 422); // prettier-ignore
  t.is((await owner.call('GET', PATH)).body.data.length, 1);
  t.is((await kept()).length, 1, 'the repeated files are not kept');
});

test('what is no CSV is refused, naming the file, and is not kept', async (t) => {
  const { owner, kept } = await setUp(t);
  const cases: [name: string, content: Blob][] = [
    ['a picture', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])])],
    ['Latin-1', new Blob([new Uint8Array([0x65, 0x0a, 0xe9, 0x0a])])],
    ['zeros', new Blob([new Uint8Array(300_000)])],
    ['nothing', new Blob([])],
    ['a header alone', new Blob(['email\n'])],
    ['no line break for long', new Blob(['x'.repeat(3_000_000)])],
  ];
  for (const [name, content] of cases) {
    const answer = await owner.call('POST', PATH, form(content));
    t.is(answer.status, 422, `${name}: ${JSON.stringify(answer.body)}`);
    t.is(answer.body.errors[0].path, 'file', name);
  }
  t.deepEqual(await kept(), []);
  t.is((await owner.call('GET', PATH)).body.data.length, 0);
});

test('fields that are wrong are named', async (t) => {
  const { owner, kept } = await setUp(t);
  const csv = 'email,phone\na@example.com,\n';
  const cases: [fields: Record<string, string>, path: string][] = [
    [{ mapping: '{"email":' }, 'mapping'],
    [{ mapping: '["email"]' }, 'mapping'],
    [{ mapping: '{"email":"colour"}' }, 'mapping.email'],
    [{ mapping: '{"e-mail":"email"}' }, 'mapping.e-mail'],
    [{ mapping: '{"email":null,"phone":null}' }, 'mapping'],
    [{ mapping: '{"phone":"email"}' }, 'mapping'],
    [{ dry_run: 'perhaps' }, 'dry_run'],
    [{ colour: 'red' }, 'colour'],
    [{ consent: '{"channel":"email","purpose":"nonsense"}' }, 'purpose'],
    [{ consent: '{"channel":"pigeon","purpose":"marketing"}' }, 'consent.channel'],
  ];
  for (const [fields, path] of cases) {
    const answer = await owner.call('POST', PATH, form(csv, fields));
    t.is(answer.status, 422, JSON.stringify(fields));
    t.is(answer.body.errors[0].path, path, JSON.stringify(answer.body.errors));
  }
  const none = new FormData();
  none.set('dry_run', 'true');
  t.like(await owner.call('POST', PATH, none), { status: 422 });
  t.deepEqual(await kept(), []);
});

/** A request as no well-behaved client would send it. */
function raw(
  url: string,
  key: string,
  headers: Record<string, string>,
): { send: ReturnType<typeof httpRequest>; answer: Promise<number> } {
  const send = httpRequest(`${url}/api/v1${PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const answer = once(send, 'response').then(([response]) => {
    response.resume();
    return Number(response.statusCode);
  });
  return { send, answer };
}

const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xx' };
const PART = '--xx\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

for (const [name, headers, body, status] of [
  ['JSON instead of a form', { 'content-type': 'application/json' }, '{}', 415],
  ['a form without boundary', { 'content-type': 'multipart/form-data' }, PART, 415],
  ['an empty boundary', { 'content-type': 'multipart/form-data; boundary=' }, PART, 400],
  ['an empty body', MULTIPART, '', 400],
  ['a body that is no form', MULTIPART, 'email\na@example.com\n', 400],
  ['a form cut off in the file', MULTIPART, `${PART}email\na@example.com\n`, 400],
  ['a form cut off in a header', MULTIPART, PART.slice(0, 30), 400],
] as const) {
  test(`${name} is answered with ${status}`, async (t) => {
    const { server, owner, kept } = await setUp(t);
    const { send, answer } = raw(server.url, owner.key, headers);
    send.end(body);
    t.is(await answer, status);
    t.deepEqual(await kept(), []);
  });
}

test('a client that hangs up half-way leaves nothing behind', async (t) => {
  const { server, owner, kept } = await setUp(t);
  const { send, answer } = raw(server.url, owner.key, MULTIPART);
  answer.catch(() => undefined);
  send.on('error', () => undefined);
  send.write(`${PART}email\n${'a@example.com\n'.repeat(200_000)}`);
  const begun = async () => (await kept()).length > 0;
  await until(begun);
  send.destroy();
  await until(async () => !(await begun()));
  t.deepEqual(await kept(), []);
});

test('a file larger than 100 MB is refused, announced or not, and is not kept', async (t) => {
  const { server, owner, kept } = await setUp(t);
  const announced = raw(server.url, owner.key, { ...MULTIPART, 'content-length': '209715200' });
  announced.send.on('error', () => undefined);
  announced.send.write(PART);
  t.is(await announced.answer, 413);
  announced.send.destroy();

  const line = Buffer.from('somebody@example.com,Somebody\n'.repeat(40_000));
  const { send, answer } = raw(server.url, owner.key, MULTIPART);
  send.on('error', () => undefined);
  send.write(`${PART}email,name\n`);
  const refused = answer.then(() => true);
  for (let sent = 0; sent < 110 * 1024 * 1024; sent += line.length) {
    if (send.write(line)) continue;
    if (await Promise.race([refused, once(send, 'drain').then(() => false)])) break;
  }
  t.is(await answer, 413);
  send.destroy();
  t.deepEqual(await kept(), []);
});

test('uploading needs contacts:write, failed rows need pii:read, and a credential', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const csv = 'email\nnobody\n';
  const up = await owner.call('POST', PATH, form(csv));
  const reader = await keyWith(owner, ['contacts:read']);
  t.is((await reader('POST', PATH, form(csv))).status, 403);
  t.is((await reader('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 403);
  t.is((await server.call('POST', PATH, form(csv))).status, 401);
  t.is((await server.call('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 401);
  t.is((await owner.call('GET', `${PATH}/${newId()}/failed-rows`)).status, 404);
  const stranger = await server.signUp();
  t.is((await stranger.call('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 404);

  async function keyWith(of: SignedUp, scopes: Permission[]) {
    const made = await server.call(
      'POST',
      '/api-keys',
      { name: 'reader', scopes },
      { cookie: of.cookie, origin: server.url },
    );
    return (method: string, path: string, body?: unknown) =>
      server.call(method, path, body, { authorization: `Bearer ${made.body.key}` });
  }
});

test('who may not see personal data sees the shape of the sample, not what is in it', async (t) => {
  const { owner } = await setUp(t, { scopes: PERMISSIONS.filter((p) => p !== 'pii:read') });
  const up = await owner.call('POST', PATH, form('email\nann@example.com\n', { start: 'false' }));
  t.deepEqual(up.body.sample, [['a•••']]);
});

test('an upload while Temporal is away says so and leaves nothing half-made', async (t) => {
  const away = {
    ...noProcesses,
    ping: () => Promise.reject(new AppError('unavailable', 'Temporal is away')),
  };
  const { owner, kept } = await setUp(t, { processes: away });
  t.is((await owner.call('POST', PATH, form('email\na@example.com\n'))).status, 503);
  t.is((await owner.call('GET', PATH)).body.data.length, 0);
  t.deepEqual(await kept(), []);
  // Only looking at a file needs no process.
  t.is((await owner.call('POST', PATH, form('email\na@example.com\n', { start: 'false' }))).status, 202); // prettier-ignore
});

test('an import that is canceled imports no more, and its file is gone', async (t) => {
  const { owner, work, kept } = await setUp(t);
  const up = await owner.call('POST', PATH, form('email\na@example.com\n'));
  const gone = await owner.call('POST', `${PATH}/${up.body.id}/cancel`);
  t.like(gone, { status: 200, body: { status: 'canceled' } });
  t.like(await work(up.body.id), { status: 'canceled', created: 0 });
  t.is((await owner.call('GET', '/contacts')).body.data.length, 0);
  t.is((await owner.call('POST', `${PATH}/${up.body.id}/cancel`)).status, 409);
  t.is((await owner.call('POST', `${PATH}/${up.body.id}/start`, {})).status, 409);
  t.deepEqual(await kept(), []);
});

test('a file stays for a second try after a dry run, and goes when it has been imported', async (t) => {
  const { owner, work, kept } = await setUp(t);
  const up = await owner.call('POST', PATH, form('email\na@example.com\n', { dry_run: 'true' }));
  await work(up.body.id);
  t.is((await kept()).length, 1);
  await owner.call('POST', `${PATH}/${up.body.id}/start`, { dry_run: false });
  await work(up.body.id);
  t.deepEqual(await kept(), []);
  // The worker died before it could say so: the same again finds it done.
  t.like(await work(up.body.id), { status: 'completed', created: 1 });
});
