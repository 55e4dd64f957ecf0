import test from 'ava';
import { parse } from 'csv-parse/sync';
import { erase } from '../_support/erasing.ts';
import { grantConsent } from '../_support/consent.ts';
import { sendTo } from '../_support/messages.ts';
import { testApi, type TestTenant } from '../_support/api.ts';
import { identityServer, type SignedUp } from '../_support/identity.ts';
import { BLOCKED_FILES, csvForm } from '../_support/uploads.ts';

const block = (tenant: TestTenant, address: string, rest: object = {}) =>
  tenant.call('POST', '/suppressions', {
    channel: address.includes('@') ? 'email' : 'sms', address, reason: 'admin', ...rest,
  }); // prettier-ignore
const find = async (call: TestTenant['call'], address: string) =>
  (await call('POST', '/suppressions/search', { address })).body.data;

test('an address is found in any spelling, by a body that stands in no log, or by a filter', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const { body } = await block(tenant, 'Some.One@Example.com', { note: 'letter of 3 May' });
  t.like(body, { address: 's•••@example.com', reason: 'admin', note: 'letter of 3 May' });
  t.is((await find(tenant.call, 'some.one@EXAMPLE.com'))[0].id, body.id);
  t.deepEqual(await find(tenant.call, 'other@example.com'), []);
  const listed = await tenant.call('GET', '/suppressions?address=some.one%40example.com');
  t.is(listed.body.data[0].id, body.id);
  const number = await block(tenant, '(201) 555-0123');
  t.is((await find(tenant.call, '+1 201 555 0123'))[0].id, number.body.id);
});

test('the block of an erased person is found by each of their addresses, in any spelling', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { body: contact } = await tenant.call('POST', '/contacts', {
    email: 'Erased@Example.com', phone: '+5491123456789',
  }); // prettier-ignore
  await erase(api.services, tenant.context, contact.id);
  for (const address of ['erased@example.com', '+5491123456789', '+54 11 2345-6789']) {
    const [found, ...more] = await find(tenant.call, address);
    t.like(found, { address: null, address_absent: 'erased', reason: 'erasure' }, address);
    t.is(more.length, 0);
    const listed = await tenant.call('GET', `/suppressions?address=${encodeURIComponent(address)}`);
    t.is(listed.body.data[0]?.id, found.id, address);
  }
  t.deepEqual(await find(tenant.call, 'stays@example.com'), []);
});

test('what is no address is refused, not answered as an address that nobody blocked', async (t) => {
  const { call } = await (await testApi(t)).tenant();
  const asked = [
    [{ address: 'nope' }, 'is neither an e-mail address nor a phone number'],
    [{ address: '+39 0333 1234567' }, 'is neither an e-mail address nor a phone number'],
    [{ address: '+12015550123', channel: 'email' }, 'is not an e-mail address'],
    [{ address: 'a@example.com', channel: 'sms' }, 'is not a phone number'],
  ] as const;
  for (const [query, message] of asked) {
    const errors = [{ path: 'address', message }];
    const found = [
      await call('POST', '/suppressions/search', query),
      await call('GET', `/suppressions?${new URLSearchParams(query)}`),
    ];
    for (const { status, body } of found) t.like({ status, ...body }, { status: 422, errors });
  }
});

test('there is one block for an address; the weightier reason and the later end win', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const first = await block(tenant, 'a@example.com', { expires_at: soon });
  t.is(first.body.expires_at, soon);
  const again = await block(tenant, 'a@example.com', { reason: 'complaint' });
  t.like(again.body, { id: first.body.id, reason: 'complaint', expires_at: null });
  const lighter = await block(tenant, 'a@example.com', { expires_at: soon });
  t.like(lighter.body, { reason: 'complaint', expires_at: null });
  t.is((await tenant.call('GET', '/suppressions')).body.data.length, 1);
});

test('a block that has run out blocks nobody, until the address is blocked anew', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const person = { channel: 'email', address: 'b@example.com', purpose: 'marketing' } as const;
  await grantConsent(api.services, tenant.context, person);
  await block(tenant, person.address, { reason: 'hard_bounce', expires_at: new Date(Date.now() + 3_600_000).toISOString() }); // prettier-ignore
  await api.services.db.withTenant(tenant.context, (trx) =>
    trx('suppressions').update({ expires_at: trx.raw(`now() - interval '1 second'`) }),
  );
  t.is((await sendTo(api.services, tenant.context, person)).decision.outcome, 'sending');
  t.is((await tenant.call('GET', '/suppressions?state=active')).body.data.length, 0);
  t.is((await tenant.call('GET', '/suppressions?state=expired')).body.data.length, 1);
  t.like((await block(tenant, person.address)).body, { reason: 'admin', expires_at: null });
  t.is((await sendTo(api.services, tenant.context, person)).decision.reason, 'suppressed_admin');
});

const inYears = (years: number) => new Date(Date.now() + years * 366 * 86_400_000).toISOString();

test('a block whose end lies in the past, or in a mistyped year, is refused', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const ends = ['2020-01-01T00:00:00Z', new Date(Date.now() - 1000).toISOString(), '9999-12-31T00:00:00Z', inYears(10)]; // prettier-ignore
  for (const expires_at of ends) {
    const one = await block(tenant, 'f@example.com', { reason: 'legal', expires_at });
    t.like(one, { status: 422, body: { errors: [{ path: 'expires_at' }] } });
    const good = { channel: 'email', address: 'g@example.com', reason: 'legal' };
    const many = await tenant.call('POST', '/suppressions/bulk', { suppressions: [good, { ...good, expires_at }] }); // prettier-ignore
    t.like(many, { status: 422, body: { errors: [{ path: 'suppressions.1.expires_at' }] } });
  }
  t.is((await tenant.call('GET', '/suppressions')).body.data.length, 0);
  t.is((await block(tenant, 'f@example.com', { expires_at: inYears(9) })).status, 201);
});

test('what the person said is lifted by a member with a reason, never by a key', async (t) => {
  const api = await testApi(t);
  const tenant = await api.tenant();
  const { id } = (await block(tenant, 'c@example.com', { reason: 'opt_out' })).body;
  const lift = (body?: object) => tenant.call('DELETE', `/suppressions/${id}`, body);
  t.is((await lift()).status, 422);
  t.is((await lift({ reason: 'no' })).status, 422);
  t.is((await lift({ reason: 'c@example.com is mine' })).status, 422);
  const wrong = { reason: 'Typed into the wrong form by our desk' };
  const byKey = await api.tenant();
  Object.assign(byKey.context, { actor: { type: 'api_key', id: null } });
  const theirs = (await block(byKey, 'd@example.com', { reason: 'complaint' })).body.id;
  t.is((await byKey.call('DELETE', `/suppressions/${theirs}`, wrong)).status, 409);
  const ours = (await block(byKey, 'e@example.com')).body.id;
  t.is((await byKey.call('DELETE', `/suppressions/${ours}`)).status, 204);
  t.is((await lift(wrong)).status, 204);
  const { data } = (await tenant.call('GET', `/audit?entity_id=${id}`)).body;
  t.like(data[0], { action: 'suppression.deleted', actor_type: 'user', detail: { reason: 'opt_out', why: wrong.reason } }); // prettier-ignore
});

test('many addresses are blocked at once, or none', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const many = (addresses: string[]) =>
    tenant.call('POST', '/suppressions/bulk', {
      suppressions: addresses.map((address) => ({ channel: 'email', address, reason: 'admin' })),
    });
  t.deepEqual((await many(['a@example.com', 'A@example.com', 'b@example.com'])).body, { created: 2, already: 1 }); // prettier-ignore
  const bad = await many(['c@example.com', 'nobody']);
  t.is(bad.status, 422);
  t.is(bad.body.errors[0].path, 'suppressions.1.address');
  t.is((await tenant.call('GET', '/suppressions')).body.data.length, 2);
});

const upload = (of: SignedUp, text: string) => of.call('POST', BLOCKED_FILES, csvForm(text));
const get = async (of: SignedUp, query = '') => {
  const answer = await of.call('GET', `/suppressions/export${query}`);
  return { ...answer, rows: answer.status === 200 ? parse(String(answer.body), { bom: true, columns: true }) : [] }; // prettier-ignore
};

test('the export is masked, or in clear with the right and an audit line; it can be read back', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  await upload(owner, 'address,reason,note\n+12015550123,legal,court\n=a@example.com,admin,');
  const masked = await get(owner);
  t.deepEqual(masked.rows.map((r: unknown) => Reflect.get(Object(r), 'note')), ['', '']); // prettier-ignore
  t.false(String(masked.body).includes('5550123'));
  const clear = await get(owner, '?reveal=true');
  t.true(String(clear.body).includes('+12015550123'));
  t.true(/(^|,)'=a@example.com/m.test(String(clear.body)), 'formulas are escaped');
  t.like(await upload(other, String(clear.body)), { body: { created: 2, failed: 0 } });
  const { data } = (await owner.call('GET', '/audit?entity_type=suppression_export')).body;
  t.deepEqual(data.map((entry: { detail: unknown }) => entry.detail), [{ revealed: true }, { revealed: false }]); // prettier-ignore
});

test('only an erasure records the reason erasure: nobody states it for a block', async (t) => {
  const tenant = await (await testApi(t)).tenant();
  const erasure = { channel: 'email', address: 'never@example.com', reason: 'erasure' };
  for (const [path, body, field] of [
    ['', erasure, 'reason'],
    [
      '/bulk',
      { suppressions: [{ ...erasure, reason: 'legal' }, erasure] },
      'suppressions.1.reason',
    ],
  ] as const) {
    const refused = await tenant.call('POST', `/suppressions${path}`, body);
    t.is(refused.status, 422, path);
    t.is(refused.body.errors[0].path, field);
    t.regex(refused.body.errors[0].message, /recorded by erasures only/);
  }
  const unknown = await block(tenant, 'never@example.com', { reason: 'whim' });
  t.regex(unknown.body.errors[0].message, /opt_out/);
  t.deepEqual(await find(tenant.call, 'never@example.com'), []);
  t.is((await tenant.call('GET', '/suppressions?reason=erasure')).status, 200);
});
