import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';
import { receiveCode } from '../_support/verification.ts';

const start = (tenant: TestTenant, channel: 'sms' | 'email', to: string) =>
  tenant.call('POST', '/verifications', { channel, to });
const number = (i: number): string => `+1201555${String(100 + i).padStart(4, '0')}`;
/** How many rows the list has behind a number. */
const rows = async (tenant: TestTenant, filter: Record<string, string>): Promise<number> => {
  const query = new URLSearchParams({ ...filter, limit: '200' }).toString();
  return (await tenant.call('GET', `/verifications?${query}`)).body.data.length;
};

test('conversion and cost by country and prefix, each number with its rows', async (t) => {
  const api = await testApi(t);
  const [tenant, other] = [await api.tenant(), await api.tenant()];
  await tenant.call('PATCH', '/verification-settings', { countries: ['US', 'GB'] });
  const american = [];
  for (let i = 0; i < 4; i++) american.push((await start(tenant, 'sms', number(i))).body.id);
  const code = await receiveCode(api, tenant, american[0]);
  await tenant.call('POST', `/verifications/${american[0]}/check`, { code });
  await receiveCode(api, tenant, american[1]);
  await start(tenant, 'sms', '+447400123456');
  await start(tenant, 'sms', '+18765551234');
  await start(tenant, 'email', 'ann@example.com');
  await start(other, 'sms', number(50));

  const { status, body } = await tenant.call('GET', '/verifications/insights');
  t.is(status, 200);
  t.like(body.total, { started: 6, handed_over: 2, approved: 1, blocked: 1, codes: 6 });
  t.is(body.total.cost, '0.0732', 'four times the list price of the US, once that of Britain');
  const of = (country: string | null) =>
    body.countries.find((row: { country: string | null }) => row.country === country);
  t.like(of('US'), { channel: 'sms', started: 4, approved: 1, conversion: 0.25, cost: '0.0332' });
  t.like(of('GB'), { started: 1, conversion: 0, cost: '0.04' });
  t.like(of('JM'), { started: 0, blocked: 1, codes: 0, conversion: null, cost: '0.00' });
  t.like(of(null), { channel: 'email', started: 1, cost: '0.00' });
  const prefixes = body.prefixes.map((row: { prefix: string }) => row.prefix).toSorted();
  t.deepEqual(prefixes, ['+1201', '+1876', '+44740']);

  t.is(await rows(tenant, { country: 'US', stage: 'started' }), 4);
  t.is(await rows(tenant, { country: 'US', stage: 'handed_over' }), 2);
  t.is(await rows(tenant, { prefix: '+1201', status: 'approved' }), 1);
  t.is(await rows(tenant, { status: 'blocked' }), 1);

  const past = await tenant.call('GET', '/verifications/insights?to=2020-01-01');
  t.like(past.body.total, { started: 0, conversion: null });
  const mails = await tenant.call('GET', '/verifications/insights?channel=email');
  t.is(mails.body.total.started, 1);
});

test('a verification tells what counts against its address', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body } = await start(tenant, 'sms', number(1));
  for (let i = 0; i < 3; i++) {
    await tenant.call('POST', `/verifications/${body.id}/check`, { code: '000000' });
  }
  const again = await start(tenant, 'sms', number(1));
  t.like((await tenant.call('GET', `/verifications/${again.body.id}`)).body, {
    attempts: 0,
    wrong_codes_24h: 3,
    locked_until: null,
    stopped: false,
    cost: '0.0083',
    currency: 'USD',
  });
});

test('own prices come first, the longest prefix before all', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  await tenant.call('PATCH', '/verification-settings', { countries: ['US', 'JM'] });
  const card = (price: string, more: object) =>
    tenant.call('POST', '/rate-cards', {
      price,
      currency: 'USD',
      source: 'contract',
      as_of: '2026-11-01',
      ...more,
    });
  t.is((await card('0.01', { country: 'US' })).status, 201);
  t.is((await card('0.02', { country: 'US', prefix: '+1201' })).status, 201);
  t.is((await card('0.002', { channel: 'email' })).status, 201);
  t.is((await card('0.03', { country: 'US', currency: 'EUR' })).status, 422);
  t.is((await card('0.03', {})).status, 422);
  const cost = async (channel: 'sms' | 'email', to: string): Promise<string> => {
    const made = await start(tenant, channel, to);
    return (await tenant.call('GET', `/verifications/${made.body.id}`)).body.cost;
  };
  t.is(await cost('sms', number(1)), '0.02');
  t.is(await cost('sms', '+12125550123'), '0.01');
  t.is(await cost('sms', '+18765551234'), '0.25', 'nobody has told: the fallback');
  t.is(await cost('email', 'ann@example.com'), '0.002');
  const list = (await tenant.call('GET', '/rate-cards')).body.data;
  const american = list.filter((one: { country: string }) => one.country === 'US');
  t.deepEqual(american.map((one: { origin: string }) => one.origin), ['own', 'own']);
  t.true(list.some((one: { country: string; origin: string }) => one.country === 'DE' && one.origin === 'provided'));
  const own = list.find((one: { id: string | null }) => one.id);
  t.is((await tenant.call('DELETE', `/rate-cards/${own.id}`)).status, 204);
}); // prettier-ignore
