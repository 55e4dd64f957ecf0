import test from 'ava';
import { CONTACT_FILES as PATH, csvForm, uploads } from '../../_support/uploads.ts';

const latin1 = (text: string): Blob => new Blob([new Uint8Array(Buffer.from(text, 'latin1'))]);

test('a preview says how the file is read, what each column was taken for, and why', async (t) => {
  const { owner } = await uploads(t);
  const csv =
    'Contact;Geburtstag;E-Mail;Vorname\nx@example.com;01.02.1990;a@example.com;J\xfcrgen\n';
  const up = await owner.call('POST', PATH, csvForm(latin1(csv), { start: 'false' }));
  t.like(up, { status: 202, body: { encoding: 'windows-1252', delimiter: ';' } });
  t.deepEqual(up.body.sample, [['x@example.com', '01.02.1990', 'a@example.com', 'Jürgen']]);
  t.deepEqual(up.body.guesses, {
    encoding: 'it is not UTF-8; Excel writes this in Western countries',
    delimiter: 'it makes rows of 4 columns',
    columns: [
      { column: 'Contact', target: null, reason: 'left out: “E-Mail” is used as e-mail' },
      { column: 'Geburtstag', target: 'field:geburtstag', reason: 'its values are dates' },
      { column: 'E-Mail', target: 'email', reason: 'by its name' },
      { column: 'Vorname', target: 'first_name', reason: 'by its name' },
    ],
  });
});

test('encoding, delimiter and mapping of a file that waits are changed, and its preview is made anew', async (t) => {
  const { owner, work } = await uploads(t);
  const bytes = Buffer.from('mail,name|surname\na@example.com,J\xf8rgen|x\n', 'latin1');
  const up = await owner.call('POST', PATH, csvForm(new Blob([new Uint8Array(bytes)]), { start: 'false' })); // prettier-ignore
  const { id } = up.body;
  t.like(up.body, { encoding: 'windows-1252', columns: ['mail', 'name|surname'] });
  const polish = await owner.call('PATCH', `${PATH}/${id}`, { encoding: 'windows-1250' });
  t.like(polish, { status: 200, body: { encoding: 'windows-1250', sample: [['a@example.com', 'Jřrgen|x']] } }); // prettier-ignore
  t.is(polish.body.guesses.encoding, 'as you set it');
  const bars = await owner.call('PATCH', `${PATH}/${id}`, { delimiter: '|' });
  t.like(bars.body, {
    encoding: 'windows-1250',
    delimiter: '|',
    columns: ['mail,name', 'surname'],
    sample: [['a@example.com,Jřrgen', 'x']],
  });
  const back = await owner.call('PATCH', `${PATH}/${id}`, { delimiter: ',' });
  t.deepEqual(back.body.mapping, { mail: 'email', 'name|surname': 'field:name_surname' });
  const mapped = await owner.call('PATCH', `${PATH}/${id}`, {
    mapping: { 'name|surname': 'name' },
  });
  t.deepEqual(mapped.body.mapping, { mail: 'email', 'name|surname': 'name' });
  t.is(mapped.body.encoding, 'windows-1250', 'what is not said stays');

  await owner.call('POST', `${PATH}/${id}/start`, { dry_run: true });
  t.is((await owner.call('PATCH', `${PATH}/${id}`, { delimiter: ';' })).status, 409, 'it runs');
  await work(id);
  const after = await owner.call('PATCH', `${PATH}/${id}`, { mapping: { mail: 'email' } });
  t.like(after.body, { status: 'pending', created: 0, processed: 0, total: null });
  await owner.call('POST', `${PATH}/${id}/start`, {});
  await work(id);
  const found = await owner.call('GET', '/contacts?q=a@example.com&reveal=true');
  t.is(found.body.data[0].name, 'Jřrgen|x');
  t.is((await owner.call('PATCH', `${PATH}/${id}`, { delimiter: ';' })).status, 409, 'it is done');
});

test('what a file cannot be read as is refused, naming the field', async (t) => {
  const { owner } = await uploads(t);
  const up = await owner.call('POST', PATH, csvForm(latin1('mail;x\na@example.com;\xfc\n'), { start: 'false' })); // prettier-ignore
  const cases: [body: Record<string, unknown>, path: string][] = [
    [{ encoding: 'utf-8' }, 'file'],
    [{ encoding: 'utf-7' }, 'encoding'],
    [{ delimiter: 'x' }, 'delimiter'],
    [{ delimiter: '"' }, 'delimiter'],
    [{ delimiter: ';;' }, 'delimiter'],
    [{ mapping: { nothing: 'name' } }, 'mapping.nothing'],
    [{ mapping: { x: 'email' } }, 'mapping'],
    [{ colour: 'red' }, 'colour'],
  ];
  for (const [body, path] of cases) {
    const answer = await owner.call('PATCH', `${PATH}/${up.body.id}`, body);
    t.is(answer.status, 422, JSON.stringify(body));
    t.is(answer.body.errors[0].path, path, JSON.stringify(answer.body.errors));
  }
  t.is((await owner.call('GET', `${PATH}/${up.body.id}`)).body.encoding, 'windows-1252');
});

test('a file whose columns say nothing waits for its mapping, and does not start without', async (t) => {
  const { owner, work } = await uploads(t);
  const csv = 'x;code\nann;2015550123\n';
  t.is((await owner.call('POST', PATH, csvForm(csv))).body.errors[0].path, 'mapping');
  const up = await owner.call('POST', PATH, csvForm(csv, { start: 'false' }));
  t.deepEqual(up.body.mapping, { x: 'field:x', code: 'field:code' });
  t.is((await owner.call('POST', `${PATH}/${up.body.id}/start`, {})).status, 422);
  await owner.call('POST', `${PATH}/${up.body.id}/start`, { mapping: { code: 'phone' } });
  await work(up.body.id);
  t.like((await owner.call('GET', `${PATH}/${up.body.id}`)).body, { processed: 1 });
});

test('an empty cell too many is no mistake, and quoted tags are tags', async (t) => {
  const { owner, work } = await uploads(t);
  const csv =
    'mail,tags\n' +
    'a@example.com,"""VIP"",""News""",\n' +
    'b@example.com,"""News weekly""; ""VIP""",,\n' +
    'c@example.com,"[""VIP"", ""News""]",\n' +
    'd@example.com,{VIP;News},\n' +
    'e@example.com,VIP,more\n';
  const up = await owner.call('POST', PATH, csvForm(csv));
  await work(up.body.id);
  const report = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
  t.like(report, { created: 4, failed: 1 });
  t.deepEqual(report.errors, [
    { row: 6, column: null, message: 'has 3 values for 2 columns', value: null },
  ]);
  const failed = await owner.call('GET', `${PATH}/${up.body.id}/failed-rows`);
  t.regex(failed.body, /^6,has 3 values for 2 columns,e@example.com,VIP,more\r?$/m);
  const people = (await owner.call('GET', '/contacts?reveal=true')).body.data;
  const tags = people.map((one: { email: string; tags: string[] }) => [one.email[0], one.tags.toSorted()]); // prettier-ignore
  t.deepEqual(Object.fromEntries(tags), {
    a: ['News', 'VIP'],
    b: ['News weekly', 'VIP'],
    c: ['News', 'VIP'],
    d: ['News', 'VIP'],
  });
});
