import test from 'ava';
import { signUpInput } from '#domain/identity/contract.ts';
import { testApi, type TestTenant } from '../_support/api.ts';

const hours = [{ days: [1], from: '10:00', to: '20:00' }];
const rule = (region: string) => ({ region, hours, source: 'Our habit', as_of: '2026-11-21' });
const quiet = { enabled: true, channels: ['sms'], rules: [rule('FR')], holidays: [] };
const price = { price: '0.01', currency: 'USD', source: 'contract', as_of: '2026-11-01' };

/** Every API field that takes a country: its request, its position in the answer, and the path of its error. */
const PLACES: Record<
  string,
  [ask: (country: string) => [string, string, unknown?], at: string, field: string]
> = {
  organization: [(country) => ['PATCH', '/organizations/me', { country }], 'country', 'country'],
  form: [
    (jurisdiction) => ['POST', '/forms', { name: 'F', slug: `f-${Math.random().toString(36).slice(2)}`, jurisdiction }],
    'jurisdiction',
    'jurisdiction',
  ],
  segment: [
    (value) => ['POST', '/segments', { name: `s${Math.random()}`, rules: { all: [{ field: 'country', op: 'is', value }] } }],
    'rules.all.0.value',
    'rules.all.0.value',
  ],
  'quiet hours': [
    (region) => ['PUT', '/quiet-hours', { ...quiet, rules: [rule(region)] }],
    'rules.0.region',
    'rules.0.region',
  ],
  holiday: [
    (region) => ['PUT', '/quiet-hours', { ...quiet, holidays: [{ region, day: '2026-12-25', name: 'x' }] }],
    'holidays.0.region',
    'holidays.0.region',
  ],
  'codes by text': [
    (country) => ['PATCH', '/verification-settings', { countries: [country] }],
    'countries.0',
    'countries.0',
  ],
  price: [(country) => ['POST', '/rate-cards', { ...price, country }], 'country', 'country'],
}; // prettier-ignore

const at = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((found, key) => Object(found)[key], body);

const asked = (tenant: TestTenant, [method, path, body]: [string, string, unknown?]) =>
  tenant.call(method, path, body);

test('a country is understood by letters and by names, and kept as two letters, wherever one is taken', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (const [place, [ask, path]] of Object.entries(PLACES)) {
    for (const typed of ['DE', 'de', 'DEU', 'Germany', 'Deutschland', 'Alemania']) {
      const answer = await asked(tenant, ask(typed));
      t.true(
        [200, 201].includes(answer.status),
        `${place} ${typed} ${JSON.stringify(answer.body)}`,
      );
      t.is(at(answer.body, path), 'DE', `${place} ${typed}`);
    }
  }
  t.is(signUpInput.shape.country.parse('Österreich'), 'AT');
});

test('two letters that no country has are refused at their field, in words', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  for (const [place, [ask, , field]] of Object.entries(PLACES)) {
    for (const typed of [
      'ZZ',
      'XX',
      'EU',
      'zz',
      '',
      'Atlantis',
      'Congo',
      'DE,AT',
      'x'.repeat(300),
    ]) {
      const { status, body } = await asked(tenant, ask(typed));
      t.is(status, 422, `${place} ${typed}`);
      t.is(body.errors[0].path, field, place);
      t.regex(body.errors[0].message, /^must be .*Germany/, place);
    }
  }
  for (const typed of ['ZZ', 'XX', 'AC'])
    t.false(signUpInput.shape.country.safeParse(typed).success);
  for (const path of ['/verifications', '/verifications/insights']) {
    t.is((await tenant.call('GET', `${path}?country=ZZ`)).status, 422);
    t.is((await tenant.call('GET', `${path}?country=germany`)).status, 200);
  }
  for (const region of ['US-ZZ', 'ZZ-BY', 'CA-FL']) {
    const { status } = await tenant.call('PUT', '/quiet-hours', {
      ...quiet,
      rules: [rule(region)],
    });
    t.is(status, 422, region);
  }
});

test('what was kept before there was a list is read as it is', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const rules = { all: [{ field: 'country', op: 'is', value: 'DE' }] };
  const { body: segment } = await tenant.call('POST', '/segments', { name: 'Old', rules });
  const { body: form } = await tenant.call('POST', '/forms', { name: 'Old', slug: 'old' });
  await tenant.call('PUT', '/quiet-hours', { ...quiet, rules: [rule('DE')] });
  await api.services.db.withTenant(tenant.context, async (trx) => {
    await trx('segments').update({ rules: JSON.stringify(rules).replace('DE', 'ZZ') });
    await trx('quiet_hours').update({ region: 'ZZ' });
    await trx.raw(`update forms set settings = settings || '{"jurisdiction": "ZZ"}' where id = ?`, [
      form.id,
    ]);
  });
  const read = await tenant.call('GET', `/segments/${segment.id}`);
  t.is(read.body.rules.all[0].value, 'ZZ');
  t.is((await tenant.call('GET', `/contacts?segment_id=${segment.id}`)).status, 200);
  t.is((await tenant.call('GET', '/quiet-hours')).body.rules[0].region, 'ZZ');
  t.is((await tenant.call('GET', `/forms/${form.id}`)).body.jurisdiction, 'ZZ');
});
