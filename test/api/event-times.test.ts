import test from 'ava';
import { instantText } from '#domain/instant.contract.ts';
import { grantConsent, stopConsent } from '../_support/consent.ts';
import { testApi } from '../_support/api.ts';
import { readConsent } from '../_support/read-consent.ts';
import { someone, twilioApi } from '../_support/twilio.ts';
import { BLOCKED_FILES, CONTACT_FILES, csvForm, uploads } from '../_support/uploads.ts';

const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();
/** A file's statement about consent. */
const consent = (captured_at: unknown) => ({
  channel: 'email',
  purpose: 'marketing',
  wording: 'Yes',
  evidence: { captured_at },
});
const WRONG = [
  ahead(86_400_000),
  ahead(120_000),
  '2026-01-01',
  '2026-01-01T10:00:00',
  '1989-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  'yesterday',
  '',
  1_767_225_600_000,
  null,
];

test('a time of an act needs a zone, and lies between 1990 and now: else 422, by its path, and nothing is kept', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const who = { phone: '+12015550123', channel: 'sms' };
  const asked = { ...who, purpose: 'marketing', source: 'web_form', wording: 'Yes' };
  for (const captured_at of WRONG) {
    const evidence = { captured_at };
    for (const [path, body] of [
      ['/consents/opt-in', asked],
      ['/consents/opt-out', who],
    ] as const) {
      const answer = await tenant.call('POST', path, { ...body, evidence });
      t.like(answer, { status: 422 }, `${path} ${captured_at}`);
      t.is(answer.body.errors[0].path, 'evidence.captured_at');
    }
  }
  t.deepEqual(await api.services.db.withTenant(tenant.context, (trx) => trx('consents')), []);
  // Another zone, and a clock slightly ahead of ours, are accepted.
  for (const captured_at of ['2026-01-01T10:00:00+05:30', ahead(30_000)]) {
    const answer = await tenant.call('POST', '/consents/opt-out', {
      ...who,
      evidence: { captured_at },
    });
    t.is(answer.status, 202, captured_at);
  }
  const [row] = await api.services.db.withTenant(tenant.context, (trx) =>
    trx('consents').select('withdrawn_at'),
  );
  t.true(row.withdrawn_at <= new Date(), 'never later than it was recorded');
});

test('a file of contacts whose consent is dated wrongly is refused, when it is sent and when it is started', async (t) => {
  const { owner, kept } = await uploads(t);
  const csv = 'email\nann@example.com\n';
  const sent = await owner.call('POST', CONTACT_FILES, csvForm(csv, { start: 'false' }));
  for (const captured_at of WRONG) {
    const now = await owner.call(
      'POST',
      CONTACT_FILES,
      csvForm(csv, { consent: JSON.stringify(consent(captured_at)) }),
    );
    const later = await owner.call('POST', `${CONTACT_FILES}/${sent.body.id}/start`, {
      consent: consent(captured_at),
    });
    for (const answer of [now, later]) {
      t.is(answer.status, 422, String(captured_at));
      t.is(answer.body.errors[0].path, 'consent.evidence.captured_at');
    }
  }
  t.is((await kept()).length, 1, 'only the file that waits');
});

test('a block that ends in an impossible year is refused: as a request, in a short file and in a long one', async (t) => {
  const { owner, block } = await uploads(t);
  for (const expires_at of WRONG.slice(4)) {
    const answer = await owner.call('POST', '/suppressions', {
      channel: 'email',
      address: 'a@example.com',
      reason: 'admin',
      expires_at,
    });
    t.is(answer.status, 422, String(expires_at));
    t.is(answer.body.errors[0].path, 'expires_at');
  }
  const rows = ['0000-01-01', '+275760-09-13', '0001-01-01T00:00:00Z', '1989-12-31'].map(
    (end, i) => `w${i}@example.com,${end}`,
  );
  const short = await owner.call(
    'POST',
    BLOCKED_FILES,
    csvForm(['email,expires_at', ...rows].join('\n')),
  );
  t.like(short, { status: 201, body: { failed: 4, created: 0 } });
  const many = Array.from({ length: 1_100 }, (_, i) => `p${i}@example.com,2030-01-31`);
  const long = await owner.call(
    'POST',
    BLOCKED_FILES,
    csvForm(['email,expires_at', ...rows, ...many].join('\n')),
  );
  t.like(await block(long.body.id), { status: 'completed', failed: 4, created: 1_100 });
});

test('moments and days that lists are asked by are bounded: 422 by their name, never 500', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const years = ['0000-01-01', '1989-12-31', '+275760-09-13', '-000001-01-01'];
  const asks: [string, string][] = [
    ...[
      '/messages',
      '/verifications',
      '/suppressions',
      '/receipts',
      '/consents/events',
      '/verifications/insights',
      '/audit',
    ].flatMap((path) => ['from', 'to'].map((name): [string, string] => [path, name])),
    ['/consents', 'as_of'],
  ];
  for (const [path, name] of asks) {
    for (const year of [...years, ...years.map((day) => `${day}T00:00:00Z`)]) {
      const answer = await tenant.call('GET', `${path}?${name}=${encodeURIComponent(year)}`);
      t.is(answer.status, 422, `${path}?${name}=${year}`);
      t.is(answer.body.errors[0].path, name);
    }
  }
  const known = await tenant.call(
    'GET',
    `/consents?as_of=2026-01-01T00:00:00Z&known_at=${ahead(3_600_000)}`,
  );
  t.like(known, { status: 422 });
  t.is(known.body.errors[0].path, 'known_at');
  t.is((await tenant.call('GET', `/consents?as_of=${ahead(3_600_000)}`)).status, 422);
  t.is((await tenant.call('GET', `/consents?as_of=${ahead(20_000)}`)).status, 200);
  const bodies: [string, string, object, string][] = [
    [
      'POST',
      '/campaigns',
      { name: 'A', channel: 'email', purpose: 'marketing', scheduled_at: '0000-01-01T00:00:00Z' },
      'scheduled_at',
    ],
    [
      'POST',
      '/segments/preview',
      { rules: { all: [{ field: 'created_at', op: 'after', value: '0000-01-01' }] } },
      'rules.all.0.value',
    ],
    [
      'POST',
      '/rate-cards',
      { country: 'DE', price: '0.1', currency: 'EUR', source: 'x', as_of: '0000-01-01' },
      'as_of',
    ],
    [
      'POST',
      '/api-keys',
      { name: 'A', scopes: ['contacts:read'], expires_at: '0000-01-01T00:00:00Z' },
      'expires_at',
    ],
  ];
  for (const [method, path, body, field] of bodies) {
    const answer = await tenant.call(method, path, body);
    t.is(answer.status, 422, path);
    t.is(answer.body.errors?.[0].path, field, path);
  }
});

test('what an earlier release recorded in the future obeys the person’s own act', async (t) => {
  const api = await twilioApi(t);
  const tenant = await api.tenant();
  const put = (values: object) =>
    api.services.db.withTenant(tenant.context, (trx) => trx('consents').update(values));
  const who = someone();
  await grantConsent(api.services, tenant.context, who);
  await put({ captured_at: new Date('2036-01-01') });
  await api.say(who.address, 'STOP');
  t.is(await readConsent(api.services, tenant.context, who), 'withdrawn');

  await put({ captured_at: new Date('2036-01-01'), withdrawn_at: new Date('2036-01-01') });
  await api.say(who.address, 'START');
  t.is(await readConsent(api.services, tenant.context, who), 'granted');

  await put({ captured_at: new Date('2036-01-01') });
  await stopConsent(api.services, tenant.context, who);
  t.is(await readConsent(api.services, tenant.context, who), 'withdrawn');
});

test('a time of the contract is read as RFC 3339 reads it', (t) => {
  for (const good of [
    '2026-11-01T09:00:00Z',
    '2026-11-01T09:00:00.123456Z',
    '2026-11-01T09:00:00-08:00',
    '9999-12-31T23:59:59Z',
  ]) {
    t.true(instantText.safeParse(good).success, good);
  }
  for (const bad of ['2026-02-30T00:00:00Z', '2026-11-01T24:00:00Z', '2026-11-01 09:00:00Z']) {
    t.false(instantText.safeParse(bad).success, bad);
  }
});
