import test from 'ava';
import { PERMISSIONS } from '#domain/permissions.ts';
import { daysAgo } from '../../_support/email-events.ts';
import { CONTACT_FILES as PATH, csvForm, uploads } from '../../_support/uploads.ts';

/** Lately, whatever the day: consents of long ago have expired. */
const captured = daysAgo(90).toISOString();

const consent = JSON.stringify({
  channel: 'email',
  purpose: 'marketing',
  source: 'paper',
  wording: 'I want the newsletter',
  evidence: { captured_at: captured, shop: 'Graz' },
});

test('one bad field does not lose the person: the row is taken, the field is told with its value', async (t) => {
  const { owner, work } = await uploads(t);
  const lines = [
    'email,phone,language,zone,country,tags,name,note',
    'a@example.com,,Klingon!,Mars/Base,Nowhere,"good;bad,,;also good","",ok',
    `b@example.com,+12015550123,en,,Nowhere,,${'x'.repeat(250)},${'y'.repeat(2001)}`,
    'c@example.com,2015550124,,,Nowhere,,,',
    'nobody,,en,,,,,',
    'd@example.com,12,en,,,,,',
  ];
  const mapping = JSON.stringify({ language: 'locale', zone: 'time_zone' });
  const up = await owner.call('POST', PATH, csvForm(`${lines.join('\n')}\n`, { mapping }));
  await work(up.body.id);
  const report = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
  t.like(report, { created: 2, failed: 3, noted: 6 });
  t.deepEqual(report.errors, [
    {
      row: 4,
      column: 'country',
      message: 'is not a known country, or may be two',
      value: 'Nowhere',
    },
    { row: 5, column: 'email', message: 'is not an e-mail address', value: 'nobody' },
    { row: 6, column: 'phone', message: 'is not a phone number (read for US)', value: '12' },
  ]);
  t.deepEqual(report.notes.map((n: { row: number; kind: string; column: string; value: string }) => [n.row, n.kind, n.column, n.value.slice(0, 9)]), [
    [2, 'left_out', 'country', 'Nowhere'],
    [2, 'left_out', 'language', 'Klingon!'],
    [2, 'left_out', 'zone', 'Mars/Base'],
    [3, 'left_out', 'note', 'yyyyyyyyy'],
    [3, 'left_out', 'country', 'Nowhere'],
    [3, 'changed', 'name', 'xxxxxxxxx'],
  ]); // prettier-ignore
  const people = (await owner.call('GET', '/contacts?reveal=true')).body.data;
  const ann = people.find((one: { email: string }) => one.email === 'a@example.com');
  t.like(ann, { locale: null, country: null, fields: { note: 'ok' } });
  t.deepEqual(ann.tags.toSorted(), ['also good', 'bad', 'good']);
});

test('invisible characters are taken out, and that is said', async (t) => {
  const { owner, work } = await uploads(t);
  const csv =
    'email,name,tags\n"a\u200b@example.com","Ann\u200bika","V\u00adIP"\n"b@example.com","می‌خواهم",x\n';
  const up = await owner.call('POST', PATH, csvForm(csv));
  await work(up.body.id);
  const report = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
  t.like(report, { created: 2, failed: 0, noted: 3 });
  t.deepEqual(report.notes.map((n: { row: number; column: string; message: string }) => [n.row, n.column, n.message]), [
    [2, 'email', 'invisible characters were removed (U+200B)'],
    [2, 'name', 'invisible characters were removed (U+200B)'],
    [2, 'tags', 'invisible characters were removed (U+00AD)'],
  ]); // prettier-ignore
  const [found] = (await owner.call('GET', '/contacts?q=a@example.com&reveal=true')).body.data;
  t.like(found, { name: 'Annika', tags: ['VIP'] });
});

test('who withdrew, was asked, is blocked or keeps another address gets no consent, and that is said for each', async (t) => {
  const { owner, work } = await uploads(t);
  const before = await owner.call(
    'POST',
    PATH,
    csvForm('email,phone\nkeeps@example.com,+12015550199\n'),
  );
  await work(before.body.id);
  await owner.call('POST', '/consents/opt-out', { email: 'gone@example.com', channel: 'email', purpose: 'marketing' }); // prettier-ignore
  await owner.call('POST', '/suppressions', { channel: 'email', address: 'blocked@example.com', reason: 'hard_bounce' }); // prettier-ignore
  const lines = [
    'email,phone', 'new@example.com,', 'gone@example.com,', 'blocked@example.com,', 'other@example.com,+12015550199', ',+12015550188', 'new@example.com,',
  ]; // prettier-ignore
  const csv = `${lines.join('\n')}\n`;
  const up = await owner.call('POST', PATH, csvForm(csv, { consent, dry_run: 'true' }));
  await work(up.body.id);
  const tried = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
  // Statements made for the dry run also apply to the import.
  t.like(tried.consent, { channel: 'email', wording: 'I want the newsletter', captured_at: captured }); // prettier-ignore
  await owner.call('POST', `${PATH}/${up.body.id}/start`, { dry_run: false });
  await work(up.body.id);
  const real = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
  for (const report of [tried, real]) {
    t.like(report, { status: 'completed', total: 6, created: 4, updated: 2, failed: 0 });
    t.deepEqual(report.consents, { recorded: 2, unproven: 0, unchanged: 1, refused: 3 });
    const notes = report.notes.map((n: { row: number; kind: string; message: string }) => [n.row, n.kind, n.message]); // prettier-ignore
    const refused = 'no consent was recorded: ';
    t.deepEqual(notes, [
      [3, 'consent', `${refused}this person withdrew; only they themselves can consent again`],
      [4, 'blocked', 'nothing is sent to this address: it is blocked (hard_bounce)'],
      [5, 'not_done', 'its e-mail was not used: its contact has another, which stays'],
      [5, 'consent', `${refused}its contact has another address`],
      [6, 'consent', `${refused}the row lacks an e-mail address`],
    ]);
    t.is(report.noted, 5);
  }
  const states = (await owner.call('GET', '/consents?purpose=marketing')).body.data;
  const granted = states.filter((one: { state: string }) => one.state === 'granted');
  t.is(granted.length, 2);
  // The same again: nothing is new, and it says so.
  const again = await owner.call('POST', PATH, csvForm(csv, { consent }));
  await work(again.body.id);
  t.like((await owner.call('GET', `${PATH}/${again.body.id}`)).body, {
    created: 0,
    unchanged: 6,
    consents: { recorded: 0, unchanged: 3, refused: 3 },
  });
});

test('a consent without proof is counted as such: in the try, in the import and in the audit log', async (t) => {
  const { owner, work } = await uploads(t);
  const csv = 'email\na@example.com\nb@example.com\n';
  const claim = JSON.stringify({ channel: 'email', purpose: 'marketing', wording: 'Yes' });
  const up = await owner.call('POST', PATH, csvForm(csv, { consent: claim, dry_run: 'true' }));
  const consents = async () => {
    await work(up.body.id);
    return (await owner.call('GET', `${PATH}/${up.body.id}`)).body.consents;
  };
  const unproven = { recorded: 2, unproven: 2, unchanged: 0, refused: 0 };
  t.deepEqual(await consents(), unproven);
  await owner.call('POST', `${PATH}/${up.body.id}/start`, { dry_run: false });
  t.deepEqual(await consents(), unproven);
  const { data } = (await owner.call('GET', '/consents?state=imported_unproven')).body;
  t.is(data.length, 2);
  const audit = (await owner.call('GET', `/audit?entity_id=${up.body.id}`)).body.data;
  const done = audit.find((one: { action: string }) => one.action === 'import.completed');
  t.deepEqual(done.detail.consents, unproven);
});

test('values are masked, and consents and blocks untold, for those who may not see them', async (t) => {
  const scopes = PERMISSIONS.filter((p) => !['pii:read', 'consents:read', 'suppressions:read'].includes(p)); // prettier-ignore
  const { owner, work } = await uploads(t, { scopes });
  await owner.call('POST', '/consents/opt-out', { email: 'gone@example.com', channel: 'email', purpose: 'marketing' }); // prettier-ignore
  await owner.call('POST', '/suppressions', { channel: 'email', address: 'gone@example.com', reason: 'admin' }); // prettier-ignore
  const csv = 'email,language\ngone@example.com,Klingon!\nnobody,\n';
  for (const dry_run of ['true', 'false']) {
    const up = await owner.call('POST', PATH, csvForm(csv, { consent, dry_run, mapping: '{"language":"locale"}' })); // prettier-ignore
    await work(up.body.id);
    const report = (await owner.call('GET', `${PATH}/${up.body.id}`)).body;
    t.is(report.consents, null);
    t.is(report.noted, 1);
    t.is(report.errors[0].value, '•••');
    t.like(report.notes, [{ kind: 'left_out', value: '•••' }]);
    t.is(report.notes.length, 1);
  }
});

test('a proof that a try was started with stays until it is replaced or taken back', async (t) => {
  const { owner, work } = await uploads(t);
  const up = await owner.call('POST', PATH, csvForm('email\na@example.com\n', { start: 'false' }));
  const start = (body: object) => owner.call('POST', `${PATH}/${up.body.id}/start`, body);
  await start({ dry_run: true, consent: JSON.parse(consent) });
  await work(up.body.id);
  await owner.call('PATCH', `${PATH}/${up.body.id}`, { mapping: { email: 'email' } });
  t.like((await owner.call('GET', `${PATH}/${up.body.id}`)).body, { has_consent: true, consent: { source: 'paper' } }); // prettier-ignore
  await start({ dry_run: true, consent: null });
  await work(up.body.id);
  t.like((await owner.call('GET', `${PATH}/${up.body.id}`)).body, { has_consent: false, consent: null }); // prettier-ignore
});
