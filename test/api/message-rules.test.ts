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
