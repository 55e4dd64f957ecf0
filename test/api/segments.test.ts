import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';

async function people(tenant: TestTenant): Promise<void> {
  for (const body of [
    { email: 'ann@example.com', name: 'Ann', locale: 'en-GB', tags: ['vip', 'news'] },
    { phone: '+12015550123', name: 'Bob', locale: 'en', time_zone: 'America/New_York' },
    { email: 'cem@example.com', phone: '+4930901820', name: 'Cem', locale: 'de', tags: ['news'] },
    { email: 'dai@example.com', name: 'Dai' },
  ]) {
    const made = await tenant.call('POST', '/contacts', body);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  }
}

test('rules find whom they say, also those without a value, and nobody of another organization', async (t) => {
  const api = await testApi(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  await people(tenant);
  await other.call('POST', '/contacts', { email: 'eve@example.com', tags: ['vip'] });
  const cases: [rules: object, names: string][] = [
    [{ all: [{ field: 'tags', op: 'has', value: 'news' }] }, 'A C'],
    [{ all: [{ field: 'tags', op: 'has_not', value: 'news' }] }, 'B D'],
    [{ all: [{ field: 'locale', op: 'is', value: 'en' }] }, 'B'],
    [{ all: [{ field: 'locale', op: 'starts_with', value: 'en' }] }, 'A B'],
    [{ all: [{ field: 'locale', op: 'is_not', value: 'de' }] }, 'A B D'],
    [{ all: [{ field: 'country', op: 'is', value: 'us' }] }, 'B'],
    [{ all: [{ field: 'country', op: 'is_not', value: 'US' }] }, 'A C D'],
    [{ all: [{ field: 'time_zone', op: 'is', value: 'America/New_York' }] }, 'B'],
    [{ all: [{ field: 'source', op: 'is', value: 'admin' }] }, 'A B C D'],
    [{ all: [{ field: 'source', op: 'is', value: 'import' }] }, ''],
    [{ all: [{ field: 'created_at', op: 'after', value: '2020-02-29' }] }, 'A B C D'],
    [{ all: [{ field: 'created_at', op: 'before', value: '2020-02-29T10:00:00+02:00' }] }, ''],
    [{ all: [{ field: 'has_phone', op: 'is', value: true }] }, 'B C'],
    [{ all: [{ field: 'has_email', op: 'is', value: false }] }, 'B'],
    [
      {
        any: [
          { field: 'tags', op: 'has', value: 'vip' },
          {
            all: [
              { field: 'has_email', op: 'is', value: true },
              { field: 'has_phone', op: 'is', value: true },
            ],
          },
        ],
      },
      'A C',
    ],
    // A value is a value, whatever it looks like.
    [{ all: [{ field: 'locale', op: 'is', value: `en' or true --` }] }, ''],
  ];
  for (const [rules, names] of cases) {
    const { status, body } = await tenant.call('POST', '/segments/preview', { rules });
    t.is(status, 200, JSON.stringify(body));
    const found: string[] = body.sample.map((c: { name: string }) => c.name.slice(0, 1));
    t.is(found.toSorted().join(' '), names, JSON.stringify(rules));
    t.is(body.count, found.length);
  }
});

test('a preview shows five people, masked, and counts all', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (let i = 0; i < 7; i++)
    await tenant.call('POST', '/contacts', { email: `person${i}@example.com` });
  const { body } = await tenant.call('POST', '/segments/preview', {
    rules: { all: [{ field: 'has_email', op: 'is', value: true }] },
  });
  t.is(body.count, 7);
  t.deepEqual(
    body.sample.map((c: { email: string }) => c.email),
    Array.from({ length: 5 }, () => 'p•••@example.com'),
  );
});

test('a segment is made once, renamed, listed and removed', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const rules = { all: [{ field: 'tags', op: 'has', value: 'vip' }] };
  const key = { 'idempotency-key': 'a' };
  const made = await tenant.call('POST', '/segments', { name: 'VIPs', rules }, key);
  t.like(made, { status: 201, body: { name: 'VIPs', rules } });
  const { id } = made.body;
  t.is((await tenant.call('POST', '/segments', { name: 'VIPs', rules }, key)).body.id, id);
  t.is((await tenant.call('POST', '/segments', { name: 'VIPs', rules })).status, 409);
  const other = await tenant.call('POST', '/segments', { name: 'Others', rules });
  t.is((await tenant.call('PATCH', `/segments/${other.body.id}`, { name: 'VIPs' })).status, 409);
  const wider = { any: [rules, { field: 'has_email', op: 'is', value: true }] };
  const changed = await tenant.call('PATCH', `/segments/${id}`, { rules: wider });
  t.like(changed, { status: 200, body: { name: 'VIPs', rules: wider } });
  t.deepEqual((await tenant.call('GET', `/segments/${id}`)).body, changed.body);
  const listed = await tenant.call('GET', '/segments');
  t.deepEqual(
    listed.body.data.map((s: { name: string }) => s.name),
    ['Others', 'VIPs'],
  );
  t.is((await tenant.call('DELETE', `/segments/${id}`)).status, 204);
  t.is((await tenant.call('GET', `/segments/${id}`)).status, 404);
  const audit = await tenant.call('GET', `/audit?entity_type=segment&entity_id=${id}`);
  t.deepEqual(
    audit.body.data.map((e: { action: string }) => e.action),
    ['segment.deleted', 'segment.updated', 'segment.created'],
  );
});

test('a segment stays while a draft is for its people', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const segment = await tenant.call('POST', '/segments', {
    name: 'Everybody with a mail',
    rules: { all: [{ field: 'has_email', op: 'is', value: true }] },
  });
  const campaign = await tenant.call('POST', '/campaigns', {
    name: 'Spring',
    channel: 'email',
    purpose: 'marketing',
    audience: { segment_ids: [segment.body.id], contact_ids: [] },
  });
  t.is(campaign.status, 201, JSON.stringify(campaign.body));
  const kept = await tenant.call('DELETE', `/segments/${segment.body.id}`);
  t.like(kept, { status: 409 });
  t.true(kept.body.detail.includes('Spring'));
  await tenant.call('DELETE', `/campaigns/${campaign.body.id}`);
  t.is((await tenant.call('DELETE', `/segments/${segment.body.id}`)).status, 204);
});

test('the contacts of a segment are listed, with other filters and pages', async (t) => {
  const api = await testApi(t);
  const [tenant, stranger] = [await api.tenant(), await api.tenant()];
  await people(tenant);
  const rules = { any: [{ field: 'tags', op: 'has', value: 'news' }, { field: 'locale', op: 'is', value: 'en' }] }; // prettier-ignore
  const { id } = (await tenant.call('POST', '/segments', { name: 'Readers', rules })).body;
  const names = async (query: string) => {
    const { body } = await tenant.call('GET', `/contacts?segment_id=${id}${query}`);
    return body.data.map((c: { name: string }) => c.name.slice(0, 1)).join(' ');
  };
  t.is(await names(''), 'C B A');
  t.is(await names('&has_phone=true'), 'C B');
  t.is(await names('&q=ann'), 'A');
  t.is(await names('&limit=2'), 'C B');
  const theirs = await stranger.call('GET', `/contacts?segment_id=${id}`);
  t.is(theirs.status, 422);
  t.is(theirs.body.errors[0].path, 'segment_id');
});

test('two who choose the same name at once: one of them has it', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const rules = { all: [{ field: 'tags', op: 'has', value: 'vip' }] };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => tenant.call('POST', '/segments', { name: 'Same', rules })),
  );
  t.deepEqual(answers.map((a) => a.status).toSorted(), [201, 409, 409, 409, 409, 409]);
});

const nested = (depth: number): object =>
  depth === 0 ? { field: 'tags', op: 'has', value: 'x' } : { all: [nested(depth - 1)] };
const many = (count: number): object => ({
  all: Array.from({ length: Math.ceil(count / 50) }, (_, i) => ({
    any: Array.from({ length: Math.min(50, count - i * 50) }, () => nested(0)),
  })),
});

test('rules that cannot be are refused where they are wrong', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const fine = [nested(1), nested(4), many(200)];
  for (const rules of fine) {
    const answer = await tenant.call('POST', '/segments/preview', { rules });
    t.is(answer.status, 200, JSON.stringify(answer.body));
  }
  const cases: [rules: unknown, path: string][] = [
    [undefined, 'rules'],
    [{}, 'rules.all'],
    [{ all: [] }, 'rules.all'],
    [{ all: [nested(0)], any: [nested(0)] }, 'rules.any'],
    [nested(0), 'rules.all'],
    [nested(5), 'rules.all.0.all.0.all.0.all.0.field'],
    [many(201), 'rules'],
    [{ all: [{ field: 'colour', op: 'is', value: 'x' }] }, 'rules.all.0.field'],
    [{ all: [{ field: 'tags', op: 'is', value: 'x' }] }, 'rules.all.0.op'],
    [{ any: [nested(0), { field: 'tags', op: 'has', value: '' }] }, 'rules.any.1.value'],
    [{ all: [{ field: 'country', op: 'is', value: 'Atlantis' }] }, 'rules.all.0.value'],
    [{ all: [{ field: 'created_at', op: 'after', value: '0000-01-01' }] }, 'rules.all.0.value'],
    [{ all: [{ field: 'created_at', op: 'after', value: '2026-02-30' }] }, 'rules.all.0.value'],
    [{ all: [{ ...nested(0), secret: 1 }] }, 'rules.all.0.secret'],
  ];
  for (const [rules, path] of cases) {
    const answer = await tenant.call('POST', '/segments/preview', { rules });
    t.is(answer.status, 422, path);
    t.is(answer.body.errors[0].path, path, JSON.stringify(answer.body.errors));
    t.not(answer.body.errors[0].message, 'Invalid input');
  }
});
