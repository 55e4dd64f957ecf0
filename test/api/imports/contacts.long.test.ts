import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parse } from 'csv-parse/sync';
import { newId } from '#lib/ids.ts';
import { CONTACT_FILES as PATH, csvForm, uploads } from '../../_support/uploads.ts';

const example = fileURLToPath(new URL('../../../docs/examples/contacts.csv', import.meta.url));

test('a file is uploaded, tried, corrected, run, and what failed is downloaded and sent in again', async (t) => {
  const { owner, work } = await uploads(t);
  const csv =
    'Name;Contact;Number\n' +
    'Ann;ann@example.com;+1 201-555-0123\n' +
    '"=cmd|\'/c calc\'!A1";nobody;+12015550124\n' +
    'Ben;ben@example.com;12\n';
  const up = await owner.call('POST', PATH, csvForm(csv, { start: 'false' }));
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
    { row: 3, column: 'Contact', message: 'is not an e-mail address', value: 'nobody' },
  ]);
  t.not(done.body.workflow_id, tried.body.workflow_id);
  t.is((await owner.call('POST', `${PATH}/${id}/start`, {})).status, 409);

  const failed = await owner.call('GET', `${PATH}/${id}/failed-rows`);
  t.is(failed.status, 200);
  t.is(failed.headers.get('content-type'), 'text/csv; charset=utf-8');
  t.regex(failed.headers.get('content-disposition') ?? '', /^attachment; filename="[\w.-]+\.csv"$/);
  const [header, row, ...rest] = parse(failed.body, { bom: true });
  t.deepEqual(header, ['row', 'reason', 'Name', 'Contact', 'Number']);
  // A spreadsheet must not execute a stranger's text as a formula.
  t.deepEqual(row, [
    '3',
    'Contact is not an e-mail address',
    "'=cmd|'/c calc'!A1",
    'nobody',
    "'+12015550124",
  ]);
  t.is(rest.length, 0);

  // Corrected in the spreadsheet and uploaded again unchanged: our own columns and marks are not data.
  const corrected = String(failed.body).replace('nobody', 'cem@example.com');
  const second = await owner.call('POST', PATH, csvForm(corrected));
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
  const { owner, work } = await uploads(t);
  const up = await owner.call('POST', PATH, csvForm(await openAsBlob(example)));
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
  const { owner, work } = await uploads(t);
  const lines = Array.from({ length: 2500 }, (_, i) => `nobody${i}`);
  const up = await owner.call('POST', PATH, csvForm(`email\n${lines.join('\n')}\n`, { mapping: '{"email":"email"}' })); // prettier-ignore
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
  const { owner, kept } = await uploads(t);
  const key = { 'idempotency-key': newId() };
  const first = await owner.call('POST', PATH, csvForm('email\na@example.com\n'), key);
  const again = await owner.call('POST', PATH, csvForm('email\na@example.com\n'), key);
  t.is(first.status, 202);
  t.is(first.headers.get('idempotent-replayed'), null);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  t.deepEqual(again.body, first.body);
  t.is((await owner.call('POST', PATH, csvForm('email\nb@example.com\n'), key)).status, 422);
  t.is((await owner.call('POST', PATH, csvForm('email\na@example.com\n', { dry_run: 'true' }), key)).status, 422); // prettier-ignore
  t.is((await owner.call('GET', PATH)).body.data.length, 1);
  t.is((await kept()).length, 1, 'the repeated files are not kept');
});

test('an import that is canceled imports no more, and its file is gone', async (t) => {
  const { owner, work, kept } = await uploads(t);
  const up = await owner.call('POST', PATH, csvForm('email\na@example.com\n'));
  const gone = await owner.call('POST', `${PATH}/${up.body.id}/cancel`);
  t.like(gone, { status: 200, body: { status: 'canceled' } });
  t.like(await work(up.body.id), { status: 'canceled', created: 0 });
  t.is((await owner.call('GET', '/contacts')).body.data.length, 0);
  t.is((await owner.call('POST', `${PATH}/${up.body.id}/cancel`)).status, 409);
  t.is((await owner.call('POST', `${PATH}/${up.body.id}/start`, {})).status, 409);
  t.deepEqual(await kept(), []);
});

test('a file stays for a second try after a dry run, and goes when it has been imported', async (t) => {
  const { owner, work, kept } = await uploads(t);
  const up = await owner.call('POST', PATH, csvForm('email\na@example.com\n', { dry_run: 'true' }));
  await work(up.body.id);
  t.is((await kept()).length, 1);
  await owner.call('POST', `${PATH}/${up.body.id}/start`, { dry_run: false });
  await work(up.body.id);
  t.deepEqual(await kept(), []);
  // The worker died before it could record the end: a second run finds it done.
  t.like(await work(up.body.id), { status: 'completed', created: 1 });
});
