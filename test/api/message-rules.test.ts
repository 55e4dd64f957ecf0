import test from 'ava';
import { testApi } from '../_support/api.ts';

test('a new organization has the provided quiet hours, each with its source and date', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { status, body, headers } = await call('GET', '/quiet-hours');
  t.is(status, 200);
  t.deepEqual(body.channels, ['sms']);
  t.false(body.transactional);
  t.is(headers.get('etag'), `"${body.version}"`);
  const rules: { region: string; source: string; as_of: string }[] = body.rules;
  t.is(rules[0]?.region, '*');
  t.true(rules.some((r) => r.region === 'US-FL'));
  t.true(rules.every((r) => r.source.length > 10 && r.as_of === '2026-11-21'));
});

test('quiet hours are replaced as a whole, and not over the head of somebody else', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body: before } = await call('GET', '/quiet-hours');
  const hours = [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '24:00' }];
  const wanted = {
    enabled: true,
    channels: ['sms', 'email'],
    rules: [{ region: 'DE', hours, source: 'Our own habit', as_of: '2026-11-21' }],
    holidays: [{ region: 'DE', day: '2026-12-25', name: 'Weihnachten' }],
  };
  const etag = { 'if-match': `"${before.version}"` };
  const put = await call('PUT', '/quiet-hours', wanted, etag);
  t.is(put.status, 200);
  t.like(put.body, { enabled: true, transactional: false, version: before.version + 1 });
  t.deepEqual(put.body.rules, [{ ...wanted.rules[0], no_holidays: false, enabled: true }]);
  t.deepEqual((await call('GET', '/quiet-hours')).body, put.body);
  t.is((await call('PUT', '/quiet-hours', wanted, etag)).status, 412);
  const { body: audit } = await call('GET', '/audit?entity_type=organization');
  t.true(audit.data.some((row: { action: string }) => row.action === 'quiet_hours.updated'));
});

test('what makes no sense is refused, naming the field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { body } = await call('GET', '/quiet-hours');
  const { version: _, ...now } = body;
  const rule = { ...now.rules[0], hours: [{ days: [8], from: '21:00', to: '08:00' }] };
  const refused = await call('PUT', '/quiet-hours', { ...now, rules: [rule] });
  t.is(refused.status, 422);
  t.true(refused.body.errors.some((e: { path: string }) => e.path.startsWith('rules.0.hours.0')));
  const twice = await call('PUT', '/quiet-hours', { ...now, rules: [now.rules[0], now.rules[0]] });
  t.is(twice.status, 422);
});

test('frequency caps are replaced as a whole', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  t.like((await call('GET', '/frequency-caps')).body, { over: 'hold', caps: [] });
  const caps = [
    { channel: 'sms', most: 2, hours: 24 },
    { channel: 'email', most: 5, hours: 168, purpose: 'marketing' },
  ];
  const put = await call('PUT', '/frequency-caps', { over: 'refuse', caps });
  t.is(put.status, 200);
  t.like(put.body, { over: 'refuse', caps: [{ ...caps[0], purpose: null }, caps[1]] });
  const unknown = await call('PUT', '/frequency-caps', { caps: [{ ...caps[1], purpose: 'none' }] });
  t.is(unknown.status, 422);
});

test('quiet hours that would hold nothing are refused, naming the field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { version: _, ...now } = (await call('GET', '/quiet-hours')).body;
  const put = async (change: object) => {
    const { status, body } = await call('PUT', '/quiet-hours', { ...now, ...change });
    return { status, error: body.errors?.[0] };
  };
  for (const region of ['DE-BY', 'de-by', 'GB-ENG', 'AU-NSW']) {
    const country = region.slice(0, 2).toUpperCase();
    const rule = await put({ rules: [{ ...now.rules[0], region, hours: [] }] });
    t.like(rule, { status: 422, error: { path: 'rules.0.region' } }, region);
    t.regex(rule.error.message, new RegExp(`nobody.* ${country}$`), region);
    const holiday = await put({ holidays: [{ region, day: '2026-12-25', name: 'x' }] });
    t.like(holiday, { status: 422, error: { path: 'holidays.0.region' } }, region);
  }
  for (const region of ['US-PR', 'CA-XX', 'XX-AB']) {
    const rule = await put({ rules: [{ ...now.rules[0], region }] });
    t.regex(rule.error.message, /must be \*, a country/, region);
  }
  t.is((await put({ rules: [{ ...now.rules[0], region: 'ca-qc' }] })).status, 200);
  t.like(await put({ enabled: true, channels: [] }), { status: 422, error: { path: 'channels' } });
  t.is((await put({ channels: [], enabled: false })).status, 200);
});

test('quiet hours that are on and never close are refused; what changes nothing is named', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const { version: _, ...now } = (await call('GET', '/quiet-hours')).body;
  t.deepEqual(now.without_effect, [], 'what is provided has an effect');
  const put = (change: object) => call('PUT', '/quiet-hours', { ...now, ...change });
  const fault = async (change: object) => {
    const { status, body } = await put(change);
    return status === 422 ? body.errors.map((one: { path: string }) => one.path) : status;
  };
  const week = [1, 2, 3, 4, 5, 6, 7];
  const always = [{ days: week, from: '00:00', to: '24:00' }];
  const inPieces = [
    { days: [1, 2, 3], from: '12:00', to: '24:00' },
    { days: [1, 2, 3], from: '00:00', to: '13:00' },
    { days: [4, 5, 6, 7], from: '00:00', to: '24:00' },
  ];
  const [provided] = now.rules;
  const rule = (more: object) => ({ ...provided, region: 'US', ...more });
  t.deepEqual(await fault({ enabled: true, rules: [] }), ['rules']);
  t.deepEqual(await fault({ enabled: true, rules: [{ ...provided, enabled: false }] }), ['rules']);
  t.is(await fault({ enabled: false, rules: [] }), 200);
  for (const hours of [always, inPieces]) {
    t.deepEqual(await fault({ rules: [provided, rule({ hours })] }), ['rules.1.hours']);
    t.is(await fault({ rules: [provided, rule({ hours, enabled: false })] }), 200);
  }
  const gap = [
    { days: week, from: '00:00', to: '12:00' },
    { days: week, from: '12:01', to: '24:00' },
  ];
  t.is(await fault({ rules: [rule({ hours: gap })] }), 200);
  t.is(await fault({ rules: [rule({ hours: [] })] }), 200);

  const holidays = ['US', 'DE', '*'].map((region) => ({ region, day: '2026-12-25', name: 'C' }));
  const said = await put({ rules: [rule({ hours: always, no_holidays: true })], holidays });
  t.is(said.status, 200);
  const named = said.body.without_effect.map(({ path }: { path: string }) => said.body.holidays[path.split('.')[1] ?? '']?.region); // prettier-ignore
  t.deepEqual(named, ['DE']);
  const none = await put({ rules: [rule({ region: 'FR', hours: always, no_holidays: true })], holidays: holidays.slice(0, 1) }); // prettier-ignore
  const paths = none.body.without_effect.map(({ path }: { path: string }) => path);
  t.deepEqual(paths, ['rules.0.hours', 'holidays.0']);
  t.deepEqual((await call('GET', '/quiet-hours')).body, none.body);
});

const refused = (path: string) => ({ status: 422, path });

test('a cap that would limit nothing is refused, naming the field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const cap = { channel: 'email', most: 1, hours: 24 };
  const put = async (...caps: object[]) => {
    const { status, body } = await call('PUT', '/frequency-caps', { over: 'refuse', caps });
    return { status, path: body.errors?.[0]?.path };
  };
  t.deepEqual(await put(cap, { ...cap, purpose: 'service' }), refused('caps.1.purpose'));
  t.deepEqual(await put(cap, { ...cap, purpose: 'nothing' }), refused('caps.1.purpose'));
  t.deepEqual(await put(cap, { ...cap, most: 3 }), refused('caps.1.hours'));
  const marketing = { ...cap, purpose: 'marketing' };
  const { body } = await call('GET', '/purposes');
  const { id } = body.data.find(({ key }: { key: string }) => key === 'marketing');
  t.deepEqual(await put(marketing, { ...cap, purpose: id }), refused('caps.1.hours'));
  t.is((await put(cap, marketing, { ...cap, channel: 'sms' }, { ...cap, hours: 48 })).status, 200);
});

test('a price that no text would have is refused, naming the field', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const price = { country: 'DE', price: '0.1', currency: 'USD', source: 'x', as_of: '2026-11-01' };
  const post = async (change: object) => {
    const { status, body } = await call('POST', '/rate-cards', { ...price, ...change });
    return [status, body.errors?.[0]?.path];
  };
  t.deepEqual(await post({ prefix: '+1' }), [422, 'prefix']);
  t.deepEqual(await post({ prefix: '+431' }), [422, 'prefix']);
  t.deepEqual(await post({ as_of: '2999-01-01' }), [422, 'as_of']);
  t.deepEqual(await post({ prefix: '+4917' }), [201, undefined]);
  t.deepEqual(await post({ country: 'Kazakhstan', prefix: '+77' }), [201, undefined]);
  // Several countries share a calling code; the digits after it say which one is meant.
  for (const [country, prefix] of [
    ['US', '+1416'],
    ['US', '+1876'],
    ['CA', '+1201555'],
    ['JM', '+1201'],
    ['RU', '+7701'],
    ['KZ', '+79'],
    ['GB', '+441624'],
  ])
    t.deepEqual(await post({ country, prefix }), [422, 'prefix'], prefix);
  for (const [country, prefix] of [
    ['CA', '+1416'],
    ['JM', '+18'],
    ['US', '+1'],
    ['US', '+1201'],
    ['RU', '+79'],
    ['IM', '+4416'],
    ['DO', '+1809'],
  ])
    t.deepEqual(await post({ country, prefix }), [201, undefined], prefix);
});
