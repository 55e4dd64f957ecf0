import { Router } from '@koa/router';
import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { hmac } from '#lib/crypto.ts';
import { testApi, type Answer, type TestApi, type TestTenant } from '../_support/api.ts';
import { receiveCode } from '../_support/verification.ts';

/*
 * The table of docs/verification.md, line by line, over HTTP and in parallel. Limits are shared by all
 * tenants of an installation; each test has an installation's worth of counters of its own.
 */
const sms = (tenant: TestTenant, to: string, more: object = {}): Promise<Answer> =>
  tenant.call('POST', '/verifications', { channel: 'sms', to, ...more });
const mail = (tenant: TestTenant, to: string, more: object = {}): Promise<Answer> =>
  tenant.call('POST', '/verifications', { channel: 'email', to, ...more });
const settings = (tenant: TestTenant, patch: object): Promise<Answer> =>
  tenant.call('PATCH', '/verification-settings', patch);
const count = (answers: Answer[], status: number): number =>
  answers.filter((a) => a.status === status).length;
const times = <T>(n: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)));
/** `+12015550100` and up. */
const number = (i: number): string => `+1201555${String(100 + i).padStart(4, '0')}`;
const audited = async (tenant: TestTenant, action: string): Promise<number> => {
  const { body } = await tenant.call('GET', '/audit?limit=200');
  return body.data.filter((row: { action: string }) => row.action === action).length;
};

/** Addresses of one /64. */
const from = (i: number): { client_ip: string } => ({
  client_ip: `2001:db8:1:2::${i.toString(16)}`,
});

test('five codes in ten minutes to one destination, over all tenants together', async (t) => {
  const api = await testApi(t);
  const [a, b] = [await api.tenant(), await api.tenant()];
  const answers = await times(12, (i) => sms(i % 2 ? a : b, '+12015550123'));
  t.is(count(answers, 202), 5);
  t.is(count(answers, 429), 7);
  const refused = answers.find((x) => x.status === 429);
  t.like(refused?.body, { reason: 'destination_limit' });
  t.true(Number(refused?.headers.get('retry-after')) > 500);
  // The answer does not reveal that somebody else sent.
  t.notRegex(JSON.stringify(refused?.body), /tenant|organi[sz]ation/i);
  t.is((await sms(a, '+12015550124')).status, 202);
  t.is((await mail(a, 'somebody@example.com')).status, 202);
});

test('ten codes in a day to one destination', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  t.is(count(await times(5, () => mail(tenant, 'a@example.com')), 202), 5);
  await hoursPass(api, tenant, 1);
  t.is(count(await times(8, () => mail(tenant, 'a@example.com')), 202), 5);
  await hoursPass(api, tenant, 1);
  const refused = await mail(tenant, 'a@example.com');
  t.is(refused.status, 429);
  t.true(Number(refused.headers.get('retry-after')) > 20 * 3600);
  await hoursPass(api, tenant, 23);
  t.is((await mail(tenant, 'a@example.com')).status, 202);
});

test('ten starts an hour from one network, counted for the client that names it', async (t) => {
  const api = await testApi(t);
  const [a, b] = [await api.tenant(), await api.tenant()];
  const answers = await times(14, (i) => mail(a, `ip${i}@example.com`, from(i)));
  t.is(count(answers, 202), 10);
  t.like(answers.find((x) => x.status === 429)?.body, { reason: 'ip_limit' });
  t.is((await mail(a, 'x@example.com', { client_ip: '2001:db8:1:3::1' })).status, 202);
  t.is(
    (await mail(b, 'y@example.com', from(1))).status,
    202,
    'one client cannot use up for another',
  );
  t.is((await mail(a, 'z@example.com', { client_ip: 'here' })).status, 422);
});

test('thirty checks in five minutes from one network, right or wrong, of any verification', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const ids = (await times(8, (i) => mail(tenant, `c${i}@example.com`))).map((x) => x.body.id);
  const answers = await times(40, (i) =>
    tenant.call('POST', `/verifications/${ids[i % 8]}/check`, {
      code: '00000000',
      client_ip: '198.51.100.7',
    }),
  );
  t.is(count(answers, 429), 10);
});

const ask = async (api: TestApi, forwarded: string): Promise<string> =>
  (await fetch(`${api.url}/who`, { headers: { 'x-forwarded-for': forwarded } })).text();

test('a forged X-Forwarded-For is not believed', async (t) => {
  const echo = new Router().get('/who', (http) => {
    http.body = http.ip.replace('::ffff:', '');
  });
  const direct = await testApi(t, { routers: () => [echo] });
  t.is(await ask(direct, '203.0.113.9'), '127.0.0.1');
  // Behind one proxy: the last entry is the proxy's; the entries before it may be invented by the visitor.
  const behind = await testApi(t, { routers: () => [echo], trustedProxies: 1 });
  t.is(await ask(behind, '203.0.113.9, 198.51.100.1'), '198.51.100.1');
});

test('thirty an hour to a block of a thousand numbers; a number of mails to a domain', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await settings(tenant, { range_per_hour: 7, domain_per_10_minutes: 4 });
  t.is(count(await times(12, (i) => sms(tenant, number(i))), 202), 7);
  const answers = await times(9, (i) => mail(tenant, `m${i}@burst.example`));
  t.is(count(answers, 202), 4);
  t.like(answers.find((x) => x.status === 429)?.body, { reason: 'address_range' });
  t.is((await mail(tenant, 'm@other.example')).status, 202);
});

test('so many a minute and a day, however parallel', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await settings(tenant, { sends_per_minute: 6 });
  const answers = await times(15, (i) => mail(tenant, `min${i}@example.com`));
  t.is(count(answers, 202), 6);
  t.like(answers.find((x) => x.status === 429)?.body, { reason: 'minute_limit' });
  await settings(tenant, { sends_per_minute: null, sends_per_day: 10 });
  const more = await times(15, (i) => mail(tenant, `day${i}@example.com`));
  t.is(count(more, 202), 4);
  t.like(more.find((x) => x.status === 429)?.body, { reason: 'daily_limit' });
  t.is(await audited(tenant, 'verification.daily_limit_reached'), 1);
  t.is((await tenant.call('GET', '/verification-settings')).body.today.sends, 10);
});

test('the daily money cap stops at the last code it pays for, and says so at 80 %', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await tenant.call('POST', '/rate-cards', {
    country: 'US',
    price: '0.0100',
    currency: 'USD',
    source: 'contract',
    as_of: '2026-11-01',
  });
  t.is((await settings(tenant, { daily_cap: '0.10' })).status, 200);
  t.is(count(await times(7, (i) => sms(tenant, number(i))), 202), 7);
  t.is(await audited(tenant, 'verification.spending_near_cap'), 0);
  const answers = await times(9, (i) => sms(tenant, number(20 + i)));
  t.is(count(answers, 202), 3);
  const refused = answers.find((x) => x.status === 429);
  t.like(refused?.body, { reason: 'money_cap' });
  t.true(Number(refused?.headers.get('retry-after')) > 0);
  t.is(await audited(tenant, 'verification.spending_near_cap'), 1);
  t.is(await audited(tenant, 'verification.money_cap_reached'), 1);
  const { body } = await tenant.call('GET', '/verification-settings');
  t.like(body.today, { cost: '0.10', currency: 'USD', sends: 10 });
  const kinds = body.alerts.map((x: { kind: string }) => x.kind).toSorted();
  t.deepEqual(kinds, ['money_80', 'money_cap']);
  // Mail costs nothing: it goes on.
  t.is((await mail(tenant, 'free@example.com')).status, 202);
});

test('a budget of 0 lets free codes go, and says why the others do not', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  t.is((await sms(tenant, number(0))).status, 202);
  t.is((await settings(tenant, { daily_cap: '0' })).status, 200);
  // Something was spent today; mail costs nothing.
  t.is((await mail(tenant, 'free@example.com')).status, 202);
  const refused = await sms(tenant, number(1));
  t.is(refused.status, 422);
  t.like(refused.body, { reason: 'money_cap', errors: [{ path: 'to' }] });
  t.regex(refused.body.errors[0].message, /more than the daily budget/);
  t.notRegex(JSON.stringify(refused.body), /tomorrow/);
  // No budget that is less than one code is ever "used up".
  await settings(tenant, { daily_cap: '0.0001' });
  t.is((await sms(tenant, number(2))).status, 422);
  const { body } = await tenant.call('GET', '/verification-settings');
  t.deepEqual(body.alerts, []);
});

test('codes go to the own country only; +1 is not one country', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  t.is((await sms(tenant, '+12015550123')).status, 202);
  for (const to of ['+18765551234', '+14165550123', '+447400123456', '+96550012678']) {
    const answer = await sms(tenant, to);
    t.is(answer.status, 422, to);
    t.like(answer.body, { reason: 'country_not_allowed', errors: [{ path: 'to' }] });
  }
  const { body } = await settings(tenant, { countries: ['us', 'KW'] });
  t.deepEqual(body.allowed, ['US', 'KW']);
  t.is((await sms(tenant, '+96550012678')).status, 202);
  t.is((await sms(tenant, '+18765551234')).status, 422);
  t.is((await settings(tenant, { countries: ['XX'] })).status, 422);
  const blocked = await tenant.call('GET', '/verifications?status=blocked&country=JM');
  t.is(blocked.body.data.length, 1, 'the same number twice within the hour is one row');
  t.like(blocked.body.data[0], {
    country: 'JM',
    prefix: '+1876',
    blocked_reason: 'country_not_allowed',
  });
});

test('an opt-in and a message that asks for one meet the same limits, and nothing of them is kept', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const phone = '+18765551234';
  const ask = { phone, channel: 'sms', purpose: 'marketing' };
  const optIn = await tenant.call('POST', '/consents/opt-in', {
    ...ask,
    source: 'web_form',
    wording: 'Yes, please.',
  });
  t.like(optIn, { status: 422, body: { reason: 'country_not_allowed', errors: [{ path: 'phone' }] } });
  const message = await tenant.call('POST', '/messages/send_with_consent', {
    ...ask,
    template: { body: 'News. {{ opt_out }}' },
    if_no_consent: 'request',
  });
  t.like(message, { status: 422, body: { reason: 'country_not_allowed' } });
  for (const list of ['contacts', 'consents', 'messages']) {
    t.is((await tenant.call('GET', `/${list}`)).body.data.length, 0, list);
  }
  t.is((await tenant.call('GET', '/verifications?status=blocked')).body.data.length, 1);
}); // prettier-ignore

for (const [what, to] of [
  ['premium rate', '+19002345678'],
  ['toll free', '+18002345678'],
  ['shared cost', '+448431234567'],
  ['personal number', '+447012345678'],
  ['pager', '+447640123456'],
  ['satellite', '+881612345678'],
  ['international network', '+8835100012345678'],
] as const) {
  test(`no code goes to a ${what} number`, async (t) => {
    const api = await testApi(t);
    const tenant = await api.tenant();
    await settings(tenant, { countries: ['US', 'GB'] });
    const answer = await sms(tenant, to);
    t.is(answer.status, 422);
    t.is(answer.body.errors[0].path, 'to');
    t.is(
      (await api.services.db.withTenant(tenant.context, (trx) => trx('verification_sends'))).length,
      0,
    );
  });
}

test('a prefix whose codes nobody types in is closed for an hour, and can be opened', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  t.is(count(await times(20, (i) => sms(tenant, number(i))), 202), 20);
  const refused = await times(6, (i) => sms(tenant, number(30 + i)));
  t.is(count(refused, 429), 6);
  t.like(refused[0]?.body, { reason: 'prefix_blocked' });
  t.is(await audited(tenant, 'verification.prefix_blocked'), 1);
  t.is((await sms(tenant, '+12125550123')).status, 202, 'another prefix is open');
  const { body } = await tenant.call('GET', '/verification-settings');
  t.is(body.prefix_blocks.length, 1);
  t.like(body.prefix_blocks[0], { prefix: '+1201', country: 'US', sends: 20, approved: 0 });
  t.is(body.alerts[0].kind, 'prefix_blocked');
  const blocked = await tenant.call('GET', '/verifications?status=blocked&prefix=%2B1201');
  t.is(blocked.body.data.length, 6);
  const lift = `/verification-settings/prefix-blocks/${body.prefix_blocks[0].id}/lift`;
  t.is((await tenant.call('POST', lift)).status, 204);
  t.is((await tenant.call('POST', lift)).status, 404);
  t.is((await sms(tenant, number(40))).status, 202, 'and counts anew');
});

test('a prefix where one in five is approved stays open', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const made = await times(20, (i) => sms(tenant, number(i)));
  for (const { body } of made.slice(0, 4)) {
    const code = await receiveCode(api, tenant, body.id);
    await tenant.call('POST', `/verifications/${body.id}/check`, { code });
  }
  t.is((await sms(tenant, number(50))).status, 202);
  t.is((await sms(tenant, number(51))).status, 429, 'four of twenty-one are less than a fifth');
});

/** Moves one destination's counter into the past, as if hours had gone by. */
async function hoursPass(api: TestApi, tenant: TestTenant, hours: number): Promise<void> {
  const { shared } = await api.services.keyring.keys(tenant.context);
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  const moved = await client.query(
    `update limits.counters set hits = array(
       select h - $1 * interval '1 hour' from unnest(hits) h order by h) where key = $2`,
    [hours, hmac(shared, 'destination\0email a@example.com')],
  );
  await client.end();
  if (moved.rowCount !== 1) throw new Error('this destination has not been counted');
}
