import test from 'ava';
import { createContact } from '#domain/contacts/create.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { failedRows } from '#domain/contact-imports/failed-rows.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newContact } from '#domain/contacts/contract.ts';
import { resembles } from '#domain/privacy/erasure/resembles.ts';
import { newId } from '#lib/ids.ts';
import { erase } from '../../_support/erasing.ts';
import { testContext, testServices } from '../../_support/services.ts';

/** Cells that contain jane.roe@example.com or +43 664 1234567, as people write them. */
const THEIRS = [
  'Mrs Roe <jane.roe@example.com>', 'jane.roe@example.com; other@example.com', 'mailto:Jane.Roe@Example.com?subject=hi',
  'jane.roe@example.com/y', 'jane.roe@@example.com', 'jane.roe@ example .com', 'jane.roe (at) example.com', 'jane.roe [at] example [dot] com',
  'jane.roe%40example.com', 'jane.roe@example,com', 'jane.roe example.com', 'jane.roe@example', 'jane.roe@example.com (private), call first',
  '"Roe, Jane" jane.roe@example.com', 'e-mail:jane.roe@example.com', 'jane.roe@example.com.', 'x@y jane.roe@example.com', 'ｊane.roe＠example.com nope',
  'jane\u200b.roe@example.com extra', `note ${'long '.repeat(100)} jane.roe@example.com`,
  'tel: +43 664 1234567', '+43 664 1234567 ext. 5', '0664 1234567 (mobile)', 'home 01 5123456, mobile 0664/1234567', '43 664 123 45 67 / office',
  'Tel.: 0043-664-1234567.', '+43 (0) 664 1234567 or so', '٠٦٦٤ ١٢٣٤٥٦٧ mobile', '664 1234567 !',
]; // prettier-ignore
const OTHERS = [
  'Mrs X <mary.jane.roe@example.com>', 'jane.roe@example.org and more', 'tel: +43 664 7654321', 'nobody', 'order 20240131-000123', '+43 664 76543210 x',
]; // prettier-ignore

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

test('after an erasure no failed row shows the address, in a longer or a broken cell; those of others stay', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const jane = await createContact(services, ctx, newContact.parse({ email: 'jane.roe@example.com', phone: '+43 664 1234567' })); // prettier-ignore
  const lines = [...THEIRS, ...OTHERS].map((cell) => `${quoted(cell)},x`);
  async function* file() {
    yield Buffer.from(`email,note\n${lines.join('\n')}\n`);
  }
  const kept = await keepFile(services, ctx, newId(), file());
  const made = await createImport(services, ctx, kept, uploadOptions.parse({}));
  await runImport(services, ctx, made.id, () => undefined);
  const report = await getImport(services, ctx, made.id);
  t.is(report.failed, lines.length);
  await erase(services, ctx, jane.id);

  const left: string[] = [];
  for await (const page of (await failedRows(services, ctx, made.id)).pages)
    left.push(...page.map((row) => row[2] ?? ''));
  t.deepEqual(left.filter(Boolean), OTHERS);
  const after = await getImport(services, ctx, made.id);
  t.deepEqual(after.errors.map((one) => one.value).filter(Boolean), OTHERS);
  t.deepEqual(after.sample, [], 'the sample had them, too');
});

test('a number with a digit too few or too many resembles the one it was, a short one none', (t) => {
  const like = resembles('jo@example.com', '+12015550123');
  for (const cell of [
    '+1 201 555 012',
    '+1 201 555 01234',
    '2015550123 home',
    'jo@example',
    'jo # example',
  ])
    t.true(like(cell), cell);
  for (const cell of ['555', '+1 201 555', '+1 202 555 0124', 'joanna@exam.ple', 'text']) t.false(like(cell), cell); // prettier-ignore
});
