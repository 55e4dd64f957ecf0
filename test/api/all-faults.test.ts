import test from 'ava';
import { testApi, type TestTenant } from '../_support/api.ts';

const faultsOf = async (tenant: TestTenant, method: 'POST' | 'PATCH', path: string, body: object) =>
  (await tenant.call(method, path, body)).body.errors
    .map((error: { path: string }) => error.path)
    .toSorted();

test('all faults of a body are answered at once, also those that the rules behind its fields find', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const form = {
    name: '',
    slug: 'wine',
    asks: 'named',
    purposes: [],
    logo_url: 'x',
    embed_origins: ['https://ok.example', 'https://*.co.uk'],
  };
  const forms = ['embed_origins.1', 'logo_url', 'name', 'purposes'];
  t.deepEqual(await faultsOf(tenant, 'POST', '/forms', form), forms);
  // Without a fault of a field too.
  const whole = { ...form, name: 'Wine', logo_url: null };
  t.deepEqual(await faultsOf(tenant, 'POST', '/forms', whole), ['embed_origins.1', 'purposes']);
  const { id } = (await tenant.call('POST', '/forms', { name: 'Tea', slug: 'tea' })).body;
  t.deepEqual(await faultsOf(tenant, 'PATCH', `/forms/${id}`, form), forms);

  const person = { email: 'x@@y', phone: '12', locale: 'Nowherish', time_zone: 'Nowhere' };
  const all = ['email', 'locale', 'phone', 'time_zone'];
  t.deepEqual(await faultsOf(tenant, 'POST', '/contacts', person), all);
  const ann = (await tenant.call('POST', '/contacts', { email: 'ann@example.com' })).body;
  t.deepEqual(await faultsOf(tenant, 'PATCH', `/contacts/${ann.id}`, person), all);
  t.deepEqual(await faultsOf(tenant, 'POST', '/contacts', { locale: 'Nowherish' }), [
    'email',
    'locale',
  ]);

  const purpose = {
    key: 'No key',
    name: '',
    category: 'marketing',
    expires_after_days: 20,
    renew_before_days: 30,
  };
  t.deepEqual(await faultsOf(tenant, 'POST', '/purposes', purpose), [
    'key',
    'name',
    'renew_before_days',
  ]);
});
