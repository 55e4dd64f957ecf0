import test from 'ava';
import { newId, tenantId } from '#lib/ids.ts';
import { cookieOf, identityServer, randomAddress } from '../../_support/identity.ts';
import { asSession, teammate } from '../../_support/team.ts';

const NAME = (one: { name: string }): string => one.name;

test('a person makes a second organization, goes on in it, and back, under the same session', async (t) => {
  const server = await identityServer(t);
  const ada = await server.signUp();
  const call = asSession(server, ada);
  const made = await call('POST', '/organizations', { name: 'Tulip', country: 'DE', time_zone: 'Europe/Berlin' }); // prettier-ignore
  t.is(made.status, 201, JSON.stringify(made.body));
  t.like(made.body, { name: 'Tulip', role: 'owner', status: 'active', current: false });
  t.is((await call('GET', '/organizations/me')).body.id, ada.organization.id, 'nothing moved yet');
  await call('POST', '/contacts', { email: 'first@example.com' });

  const switched = await call('POST', '/auth/switch-organization', { organization_id: made.body.id.toUpperCase() }); // prettier-ignore
  t.is(switched.status, 200, JSON.stringify(switched.body));
  t.like(switched.body.organization, { id: made.body.id, name: 'Tulip' });
  t.deepEqual(switched.headers.getSetCookie(), [], 'the session is the same');
  t.like((await call('GET', '/organizations/me')).body, { name: 'Tulip', country: 'DE', time_zone: 'Europe/Berlin' }); // prettier-ignore
  t.deepEqual((await call('GET', '/contacts')).body.data, []);
  const { data } = (await call('GET', '/organizations')).body;
  t.deepEqual(data.map((one: { current: boolean }) => one.current), [false, true]); // prettier-ignore
  t.deepEqual(data.map(NAME), ['Test Organization', 'Tulip']);
  // The rest of the session goes along: prolonging it, a new password.
  t.is((await call('POST', '/auth/refresh')).body.organization.name, 'Tulip');
  const changed = await call('POST', '/auth/password', { current_password: ada.password, password: 'nine violet umbrellas stand' }); // prettier-ignore
  t.is(changed.body.organization.name, 'Tulip', JSON.stringify(changed.body));
  const again = asSession(server, { cookie: cookieOf(changed.headers) });
  t.is((await again('GET', '/organizations/me')).body.name, 'Tulip');
  await again('POST', '/auth/switch-organization', { organization_id: ada.organization.id });
  t.is((await again('GET', '/contacts')).body.data.length, 1);
  // A key stays where it was made.
  t.is((await ada.call('GET', '/organizations/me')).body.id, ada.organization.id);

  const rows: { action: string; actor_id: string }[] = await server.services.db.withTenant(
    { tenantId: tenantId(made.body.id) },
    (trx) => trx('audit_log').orderBy('id').select('action', 'actor_id'),
  );
  const actions = rows.map(({ action }) => action);
  for (const one of ['organization.created', 'member.added', 'user.switched_organization']) {
    t.true(actions.includes(one), one);
  }
});

test('only organizations that let the person in can be switched to; keys neither list, make nor switch', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  const bea = await teammate(server, owner, 'viewer');
  const go = (id: unknown) => bea.call('POST', '/auth/switch-organization', { organization_id: id }); // prettier-ignore
  const second = (await bea.call('POST', '/organizations', { name: 'Hers' })).body.id;
  for (const id of [other.organization.id, newId()]) {
    const { status, body } = await go(id);
    t.is(status, 404);
    t.is(body.detail, 'Organization not found');
  }
  t.is((await go('no id')).status, 422);
  t.is((await go(undefined)).status, 422);
  t.is((await server.call('POST', '/auth/switch-organization', { organization_id: second })).status, 401); // prettier-ignore
  await go(second);
  await owner.call('PATCH', `/users/${bea.id}`, { active: false });
  t.is((await go(owner.organization.id)).status, 404, 'deactivated there');
  const listed = (await bea.call('GET', '/organizations')).body.data;
  t.like(listed, [{ name: 'Test Organization', status: 'deactivated' }, { name: 'Hers', current: true }]); // prettier-ignore
  await owner.call('PATCH', `/users/${bea.id}`, { active: true });
  await server.suspend(owner.organization.id);
  t.is((await go(owner.organization.id)).status, 403);
  t.is((await bea.call('GET', '/organizations/me')).body.id, second);
  t.is((await other.call('GET', '/organizations')).status, 403);
  t.is((await other.call('POST', '/organizations', { name: 'By a key' })).status, 403);
});

test('whoever loses the organization they work in goes on in another one, but nothing meant for the former is done there', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  for (const lose of ['DELETE', 'PATCH'] as const) {
    const bea = await teammate(server, owner, 'admin');
    const second = (await bea.call('POST', '/organizations', { name: 'Hers' })).body.id;
    await owner.call(lose, `/users/${bea.id}`, lose === 'PATCH' ? { active: false } : undefined);
    const meant = await bea.call('POST', '/contacts', { email: 'meant@example.com' });
    t.is(meant.status, 403);
    t.is(meant.body.reason, 'organization_changed');
    t.regex(meant.body.detail, /you work in Hers now/);
    t.is((await bea.call('GET', '/organizations/me')).body.id, second);
    t.deepEqual((await bea.call('GET', '/contacts')).body.data, []);
    t.is((await bea.call('POST', '/contacts', { email: 'here@example.com' })).status, 201);
    const signed = await server.call('POST', '/auth/login', { email: bea.email, password: bea.password }, { 'x-forwarded-for': randomAddress() }); // prettier-ignore
    t.is(signed.body.organization.id, second);
  }
});

test('the same Idempotency-Key makes one organization, and one person makes only so many in an hour', async (t) => {
  const server = await identityServer(t);
  const ada = await server.signUp();
  const make = (key: string) =>
    server.call('POST', '/organizations', { name: 'Once' }, { cookie: ada.cookie, origin: server.url, 'idempotency-key': key }); // prettier-ignore
  const [one, two] = [await make('a'), await make('a')];
  t.is(one.status, 201);
  t.is(two.body.id, one.body.id);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => make(`more-${i}`)));
  const last = all.filter(({ status }) => status === 429);
  t.is(last.length, 1);
  t.truthy(last[0]?.headers.get('retry-after'));
});
