import { readFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { failedRows } from '#domain/contact-imports/failed-rows.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { startImport } from '#domain/contact-imports/start.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { bytes, importText } from '../_support/import-text.ts';
import { testContext, testServices } from '../_support/services.ts';

const example = fileURLToPath(new URL('../../docs/examples/contacts.csv', import.meta.url));

test('the example file: columns found, a dry run tells what the run does, counts add up', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const file = await keepFile(services, ctx, newId(), createReadStream(example));
  const made = await createImport(services, ctx, file, uploadOptions.parse({ start: false }));
  t.like(made.mapping, {
    'First name': 'first_name',
    'E-Mail': 'email',
    'Mobile number': 'phone',
    Country: 'country',
    Language: 'locale',
    Tags: 'tags',
    City: 'field:city',
  });
  await startImport(services, ctx, made.id, { dry_run: true });
  await runImport(services, ctx, made.id, () => undefined);
  const tried = await getImport(services, ctx, made.id);
  await startImport(services, ctx, made.id, { dry_run: false });
  await runImport(services, ctx, made.id, () => undefined);
  const real = await getImport(services, ctx, made.id);
  for (const report of [tried, real]) {
    t.is(report.total, 10_000);
    t.is((report.created ?? 0) + (report.updated ?? 0) + report.failed, 10_000);
    t.true(report.failed > 100 && report.failed < 400, `failed: ${report.failed}`);
    t.true((report.updated ?? 0) > 150, `updated: ${report.updated}`);
  }
  t.deepEqual(
    [tried.created, tried.updated, tried.failed],
    [real.created, real.updated, real.failed],
  );
  const people = await services.db.withTenant(ctx, (trx) => trx('contacts').select('id'));
  t.is(people.length, real.created ?? 0);
  const failed = await failedRows(services, ctx, made.id);
  const rows: string[][] = [];
  for await (const page of failed.pages) rows.push(...page);
  t.is(rows.length, real.failed);
});

test('row numbers are those of a spreadsheet, with quoted line breaks and empty lines', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(
    services,
    ctx,
    '\ufeffEmail;Note\r\na@example.com;"two\nlines"\r\n\r\nbad;x\r\nb@example.com;y\r\n',
  );
  t.like(report, { created: 2, failed: 1, total: 3 });
  t.deepEqual(report.errors, [
    { row: 4, column: 'Email', message: 'is not an e-mail address', value: 'bad' },
  ]);
});

test('a second import of the same people updates, merges tags, and replaces no address', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await importText(services, ctx, 'email,phone,tags\na@example.com,+12015550123,x\n');
  const again = await importText(
    services,
    ctx,
    'email,phone,tags\na@example.com,+12015550124,y\nb@example.com,+12015550123,\n',
  );
  t.like(again, { created: 0, updated: 2, failed: 0 });
  const rows = await services.db.withTenant(ctx, (trx) => trx('contacts').select('tags'));
  t.deepEqual(rows, [{ tags: ['x', 'y'] }]);
});

test('a dry run over several chunks tells what the run does, with people met before and again', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await importText(services, ctx, 'email,tags\nperson1@example.com,old\n');
  // Each person twice, a chunk apart; the second time with another tag, or with the same one.
  const lines = Array.from(
    { length: 2400 },
    (_, i) => `person${i % 1200}@example.com,${i < 1200 || i % 2 ? 'a' : 'b'}`,
  );
  const csv = `email,tags\n${lines.join('\n')}\n`;
  const tried = await importText(services, ctx, csv, { dry_run: true });
  t.like(tried, { total: 2400, created: 1199, updated: 1201, unchanged: 600, failed: 0 });
  const real = await importText(services, ctx, csv);
  t.like(real, { created: 1199, updated: 1201, unchanged: 600, failed: 0 });
  const rows = await services.db.withTenant(ctx, (trx) =>
    trx('contacts').select('tags').countDistinct('id as people').groupBy('tags').orderBy('tags'),
  );
  t.deepEqual(rows, [
    { tags: ['a'], people: 599 },
    { tags: ['a', 'b'], people: 600 },
    { tags: ['old', 'a'], people: 1 },
  ]);
});

test('an import cut off goes on where it was and counts no row twice', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const lines = Array.from({ length: 2500 }, (_, i) => `p${i}@example.com`);
  const file = await keepFile(services, ctx, newId(), bytes(`email\n${lines.join('\n')}\n`));
  const made = await createImport(services, ctx, file, uploadOptions.parse({}));
  let chunks = 0;
  const die = (): void => {
    if (++chunks === 2) throw new Error('killed');
  };
  await t.throwsAsync(runImport(services, ctx, made.id, die), { message: 'killed' });
  t.is((await getImport(services, ctx, made.id)).processed, 2000);
  await runImport(services, ctx, made.id, () => undefined);
  t.like(await getImport(services, ctx, made.id), {
    status: 'completed',
    total: 2500,
    created: 2500,
    updated: 0,
    failed: 0,
  });
});

test('two workers on the same import, one of them taken for dead: no row is counted twice', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const lines = Array.from({ length: 3500 }, (_, i) => `p${i}@example.com`);
  const file = await keepFile(services, ctx, newId(), bytes(`email\n${lines.join('\n')}\n`));
  const made = await createImport(services, ctx, file, uploadOptions.parse({}));
  const run = () => runImport(services, ctx, made.id, () => undefined);
  const ends = await Promise.allSettled([run(), run()]);
  t.deepEqual(ends.map((end) => end.status).toSorted(), ['fulfilled', 'rejected']);
  t.like(await getImport(services, ctx, made.id), {
    status: 'completed',
    total: 3500,
    processed: 3500,
    created: 3500,
    updated: 0,
  });
});

test('consent comes with a proof or stays unproven, and lifts no withdrawal', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const consent = {
    channel: 'email',
    purpose: 'marketing',
    source: 'paper',
    wording: 'I want the newsletter',
    evidence: { captured_at: '2026-05-01T10:00:00Z' },
  };
  await importText(services, ctx, 'email\na@example.com\n', { consent });
  await importText(services, ctx, 'email\nb@example.com\n', {
    consent: { channel: 'email', purpose: 'marketing' },
  });
  const states = await services.db.withTenant(ctx, (trx) =>
    trx('consents').orderBy('created_at').select('state', 'captured_at'),
  );
  t.like(states, [{ state: 'granted' }, { state: 'imported_unproven' }]);
  t.is(states[0].captured_at.toISOString(), '2026-05-01T10:00:00.000Z');
});

for (const [name, content] of [
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])],
  ['text with control characters', Buffer.from([0x65, 0x0a, 0xff, 0x01, 0xfd, 0x0a])],
  ['nothing', Buffer.alloc(0)],
  ['a header alone', Buffer.from('email\n')],
] as const) {
  test(`${name} is refused, naming the file`, async (t) => {
    const services = await testServices(t);
    const ctx = await testContext(services);
    const error = await t.throwsAsync(importText(services, ctx, content));
    t.like(error, { kind: 'invalid', detail: { errors: [{ path: 'file' }] } });
  });
}

test('the example is what its generator makes', async (t) => {
  const { exampleContacts } = await import('../../bin/examples/contacts.ts');
  t.is(await readFile(example, 'utf8'), exampleContacts());
});
