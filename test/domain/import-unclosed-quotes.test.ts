import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import type { Context, Services } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { findColumns, readSuppressions } from '#domain/suppressions/import/read-row.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function importText(services: Services, ctx: Context, text: string) {
  const file = await keepFile(services, ctx, newId(), bytes(text));
  const { id } = await createImport(services, ctx, file, uploadOptions.parse({}));
  await runImport(services, ctx, id, () => undefined);
  return getImport(services, ctx, id);
}

/** In each file a quote is not closed, and a row ran on. */
const SWALLOWED = [
  'email,name\nqa@own.example,"Tom\nqb@own.example,"Ann"\nqc@own.example,Cyd\n',
  'email,name\nqa@own.example,"Tom\nqb@own.example,Ann"\nqc@own.example,Cyd\n',
  'email,name\nqa@own.example,"Tom\nqb@own.example,Ann\nqd@own.example,"Dan"\nqc@own.example,Cyd\n',
  'email;name;city\nqa@own.example;"Tom;Rome\nqb@own.example;"Ann";Rome\nqc@own.example;Cyd;Rome\n',
  'name,email\n"Tom,qa@own.example\n"Ann",qb@own.example\nCyd,qc@own.example\n',
  'name\temail\n"Tom\tqa@own.example\nAnn"\tqb@own.example\nCyd\tqc@own.example\n',
  'phone,name\r\n+12015550123,"Tom\r\n+12015550124,"Ann"\r\n+12015550125,Cyd\r\n',
];

test('a quote that is not closed is a fault of its rows, and nobody is swallowed', async (t) => {
  const services = await testServices(t);
  for (const text of SWALLOWED) {
    const report = await importText(services, await testContext(services), text);
    t.like(report, { status: 'completed', created: 1, failed: 1 }, text);
    t.regex(report.errors[0]?.message ?? '', /another row in it: a closing quote is missing in one of its \d lines/);
    t.is(report.errors[0]?.row, 2);
  }
}); // prettier-ignore

test('line breaks in a closed cell stay, also beside an address or a comma', async (t) => {
  const services = await testServices(t);
  const text = 'email,name,note\na@own.example,Tom,"Hello,\nask bob@own.example, or Ann\n1, High Street"\nb@own.example,"Ann\nLee",x\n';
  t.like(await importText(services, await testContext(services), text), { created: 2, failed: 0 });
}); // prettier-ignore

test('the same of the header is a fault of the file, and of a file of blocks one of its rows', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const broken = 'email,"name\nqa@own.example,"Ann"\nqb@own.example,Bo\n';
  const refused = await t.throwsAsync(importText(services, ctx, broken), { instanceOf: AppError });
  t.like(refused?.detail.errors?.[0], {
    path: 'file',
    message: 'has a row within its column names: a closing quote is missing in the first line',
  });
  const columns = findColumns(['email', 'note']);
  const values = ['qa@own.example', '"Tom\nqb@own.example,"Ann"'];
  const read = readSuppressions(values, columns, { reason: 'admin' }, 'US', new Date());
  t.deepEqual(read.good, []);
  t.regex(read.bad[0] ?? '', /closing quote is missing/);
});
