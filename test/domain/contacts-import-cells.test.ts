import test from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { contactPatch } from '#domain/contacts/contract.ts';
import { listContacts } from '#domain/contacts/read.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { bytes, importText } from '../_support/import-text.ts';
import { testContext, testServices } from '../_support/services.ts';

test('international numbers whose plus a spreadsheet dropped are read with it, and that is noted', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  await services.db.withTenant(ctx, (trx) => trx('tenants').update({ country: 'DE' }));
  const report = await importText(services, ctx, 'Name;Handy\na;4915133456723\nb;015133456724\nc;15133456723\n'); // prettier-ignore
  t.like(report, { created: 2, failed: 1 });
  t.like(report.notes, [
    {
      row: 2,
      kind: 'changed',
      column: 'Handy',
      message: 'was read with a plus sign, as a number of DE',
    },
  ]);
  t.is(
    report.errors[0]?.message,
    'may be two phone numbers: enter it with its country code (read for DE)',
  );
});

test('no part of a name is dropped in silence', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const parts = await importText(services, ctx, 'E-Mail;Name;Vorname\na@example.com;Khalil;Amina\n'); // prettier-ignore
  t.like(parts, { created: 1, noted: 0 });
  const whole = await importText(
    services,
    ctx,
    'E-Mail;Full name;First name\nb@example.com;Amina Khalil;Amina\nc@example.com;Khalil;Noor\n',
  );
  t.like(whole.notes, [
    {
      row: 3,
      kind: 'left_out',
      column: 'First name',
      message: 'is not in “Full name”, which is used as the name',
      value: 'Noor',
    },
  ]);
});

test('a file without a header loses nobody, and its preview says so', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const first of ['a@example.com,Amina', 'Amina,+12015550123', "Amina,'0151 2345678"]) {
    const file = await keepFile(services, ctx, newId(), bytes(`${first}\n${first}\n`));
    const made = await createImport(services, ctx, file, uploadOptions.parse({ start: false }));
    t.deepEqual(made.columns, ['Column 1', 'Column 2'], first);
    t.is(made.sample.length, 2);
    t.regex(JSON.stringify(made.guesses), /the file has no header row; /);
  }
  const report = await importText(services, ctx, 'x@example.com;Amina\ny@example.com;Noor\n');
  t.like(report, { total: 2, created: 2, failed: 0 });
});

test('marks of text are taken off addresses and noted, names keep their apostrophe', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(
    services,
    ctx,
    'Email;Mobile;Last name\n\'jane@example.com;="2015550123";\'t Hooft\no\'neil@example.com;\'2015550124;x\n;"=""2015550125""";y\n',
  );
  t.like(report, { created: 3, failed: 0, noted: 4 });
  t.is(report.notes[0]?.message, 'the spreadsheet’s text mark was removed');
});

test('of several addresses in a cell the first good one is taken, the others are noted', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(
    services,
    ctx,
    'E-mail 1 - Value,Phone 1 - Value\nbad ::: a@example.com ::: b@example.com,+12015550123 ::: +12015550124\n',
  );
  t.like(report, { created: 1, failed: 0 });
  t.deepEqual(
    report.notes.map(({ value }) => value),
    ['bad', 'b@example.com', '+12015550124'],
  );
});

test('a row whose only address is in a column that is left out is told so', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(services, ctx, 'Email;Parent email;Name\na@example.com;;x\n;b@example.com;y\n;;z\n'); // prettier-ignore
  t.like(report, { created: 1, failed: 2 });
  t.deepEqual(report.errors.map(({ row, column, message }) => [row, column, message]), [
    [3, 'Parent email', 'has the only address of the row, and the column is left out'],
    [4, null, 'has neither an e-mail address nor a phone number'],
  ]); // prettier-ignore
});

test('a further column of addresses is taken where the first is empty', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const file = `Email,Work email,Mobile,Phone,Name
a@example.com,other@example.com,,+12015550123,first
,b@example.com,,,second
,,,+12015550124,third
c@example.com,c2@example.com,,+12015550123,of the same house
d@example.com,d2@example.com,,nothing,broken beside
,broken,,,broken alone
,,+12015550125,+12015550126,fourth
`;
  const report = await importText(services, ctx, file);
  t.like(report.mapping, { 'Work email': 'email_2', Mobile: 'phone', Phone: 'phone_2' });
  t.like(report, { created: 6, updated: 0, failed: 1 });
  t.deepEqual(report.errors.map(({ row, column, message }) => [row, column, message]), [
    [7, 'Work email', 'is not an e-mail address'],
  ]); // prettier-ignore
  t.deepEqual(report.notes.map(({ row, kind, column }) => [row, kind, column]), [
    [5, 'not_done', null],
    [6, 'left_out', 'Phone'],
  ]); // prettier-ignore
  const { data } = await listContacts(services, ctx, { limit: 10, reveal: true });
  t.deepEqual(data.map(({ name, email, phone }) => [name, email, phone]).toSorted(), [
    ['broken beside', 'd@example.com', null],
    ['first', 'a@example.com', '+12015550123'],
    ['fourth', null, '+12015550125'],
    ['of the same house', 'c@example.com', null],
    ['second', 'b@example.com', null],
    ['third', null, '+12015550124'],
  ]); // prettier-ignore
  // Leaving a field out is a choice, and a note on the row says so.
  const chosen = await importText(services, ctx, 'Email;Work email;Name\n;x@example.com;y\n', {
    mapping: { 'Work email': null },
  });
  t.is(chosen.errors[0]?.message, 'has the only address of the row, and the column is left out');
});

test('countries of a file are understood in its language; what is none or may be two is noted', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const typed = ['Deutschland', 'DEU', 'Österreich', 'Alemania', 'Vereinigte Staaten', 'États-Unis', '日本', 'Congo', 'ZZ']; // prettier-ignore
  const file = `E-Mail,Land\n${typed.map((land, i) => `p${i}@example.com,${land}`).join('\n')}\n`;
  const report = await importText(services, ctx, file);
  t.like(report, { created: 9, failed: 0, noted: 2 });
  t.deepEqual(report.notes.map(({ value, message }) => [value, message]), [
    ['Congo', 'is not a known country, or may be two'],
    ['ZZ', 'is not a known country, or may be two'],
  ]); // prettier-ignore
  const rows: { country: string | null }[] = await services.db.withTenant(ctx, (trx) =>
    trx('contacts').orderBy('id').select('country'),
  );
  t.deepEqual(
    rows.map((row) => row.country),
    ['DE', 'DE', 'AT', 'DE', 'US', 'US', 'JP', null, null],
  );
});

test('a number without a country code is read for the country that its row names in its language', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(services, ctx, 'Telefon,Land\n0664 1234567,Österreich\n');
  t.like(report, { created: 1, failed: 0 });
});

test('tags are told apart by the signs of every script, and by curly quotes', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const cells = ['会員、新聞、VIP', 'عميل؛ جديد، مهم', '会员，新闻；VIP｜A', '“VIP”,“News, weekly”', '„VIP“; „News, weekly“', '«VIP»; «News»', 'plain; “VIP”']; // prettier-ignore
  const rows = cells.map((cell, i) => `p${i}@example.com\t${cell}`);
  const report = await importText(services, ctx, `email\ttags\n${rows.join('\n')}\n`);
  t.like(report, { created: 7, failed: 0, noted: 2 });
  t.deepEqual(report.notes.map(({ value }) => value), ['News, weekly', 'News, weekly'], 'a comma is in no tag'); // prettier-ignore
  const found: { tags: string[] }[] = await services.db.withTenant(ctx, (trx) =>
    trx('contacts').orderBy('id').select('tags'),
  );
  t.deepEqual(found.map(({ tags }) => tags), [
    ['会員', '新聞', 'VIP'], ['عميل', 'جديد', 'مهم'], ['会员', '新闻', 'VIP', 'A'], ['VIP'], ['VIP'], ['VIP', 'News'], ['plain', 'VIP'],
  ]); // prettier-ignore
});

test('a column named __proto__ is an ordinary field, and beside one named proto too', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const report = await importText(services, ctx, 'email,__proto__,proto\na@example.com,kept,too\n');
  t.like(report, { created: 1, failed: 0, noted: 0 });
  t.deepEqual(report.columns, ['email', '_proto_', 'proto']);
  const { data } = await listContacts(services, ctx, { limit: 10, reveal: true });
  t.deepEqual(data[0]?.fields, { proto: 'kept', proto_2: 'too' });
});

test('a second file writes over no field that came from another header, in any script', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const text of [
    'email,会社,★\nc@t.example,トヨタ,3\n',
    'email,趣味,♥\nc@t.example,野球,4\n',
    'c@t.example;A\nd@t.example;B\n',
  ])
    t.like(await importText(services, ctx, text), { failed: 0 });
  const { data } = await listContacts(services, ctx, { limit: 10, reveal: true });
  const { 会社, 趣味, ...more } = data.find(({ email }) => email === 'c@t.example')?.fields ?? {};
  t.deepEqual([会社, 趣味], ['トヨタ', '野球']);
  t.deepEqual(Object.values(more).toSorted(), ['3', '4']);
  t.is(contactPatch.safeParse({ fields: { 会社: 'ホンダ', имя_2: 'x' } }).success, true);
  t.is(contactPatch.safeParse({ fields: { Firma: 'x' } }).success, false);
});

const fifty = (at: string, head = 'email,name') =>
  `${head}\n${Array.from({ length: 50 }, (_, i) => (i === 20 ? at : `p${i}@example.com,Person ${i}`)).join('\n')}\n`;

test('one NUL among fifty rows is a fault of its row, wherever it stands', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  const name = await importText(services, ctx, fifty('x@example.com,Ann\0a'));
  t.like(name, { created: 50, failed: 0, noted: 1 });
  t.like(name.notes[0], { row: 22, kind: 'left_out', message: 'contains control characters' });
  const address = await importText(services, ctx, fifty('y\0@example.com,Ann'));
  t.like(address, { failed: 1, updated: 49 });
  t.like(address.errors[0], { row: 22, column: 'email', message: 'is not an e-mail address' });
  const header = await importText(services, ctx, fifty('z@example.com,Ann', 'email,na\0me'));
  t.like(header, { created: 1, failed: 0 });
});
