import test from 'ava';
import { newId, tenantId } from '#lib/ids.ts';
import { cookieOf, identityServer, randomAddress, type IdentityServer } from '../../_support/identity.ts'; // prettier-ignore
import { asSession, teammate } from '../../_support/team.ts';

type Row = { action: string; actor_id: string | null; entity_id: string; detail: object };
const rowsOf = (server: IdentityServer, organization: string, like: string): Promise<Row[]> =>
  server.services.db.withTenant({ tenantId: tenantId(organization) }, (trx) =>
    trx('audit_log')
      .where('action', 'like', like)
      .orderBy('id')
      .select('action', 'actor_id', 'entity_id', 'detail'),
  );

test('a role is changed, and takes effect with the next request of the person and of their keys', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const bea = await teammate(server, owner, 'admin');
  const key = (await bea.call('POST', '/api-keys', { name: 'hers', scopes: ['members:read', 'api_keys:read'] })).body; // prettier-ignore
  const withKey = () => server.call('GET', '/api-keys', undefined, { authorization: `Bearer ${key.key}` }); // prettier-ignore
  t.is((await withKey()).status, 200);
  const changed = await owner.call('PATCH', `/users/${bea.id}`, { role: 'viewer' });
  t.is(changed.status, 200);
  t.like(changed.body, { id: bea.id, role: 'viewer', active: true, status: 'active' });
  t.is((await bea.call('PATCH', `/users/${owner.userId}`, { role: 'viewer' })).status, 403);
  t.is((await bea.call('GET', '/users/me')).body.role, 'viewer');
  t.is((await withKey()).status, 403);
  // The same again changes nothing, and leaves no second row.
  t.is((await owner.call('PATCH', `/users/${bea.id}`, { role: 'viewer' })).status, 200);
  t.is((await owner.call('PATCH', `/users/${bea.id.toUpperCase()}`, {})).status, 200);
  t.like(await rowsOf(server, owner.organization.id, 'member.role%'), [
    { actor_id: owner.keyId, entity_id: bea.id, detail: { from: 'admin', to: 'viewer' } },
  ]);
  t.is((await rowsOf(server, owner.organization.id, 'member.role%')).length, 1);
});

test('a deactivated member is refused at once by session and key, says why, and comes back as they were', async (t) => {
  const [server, elsewhere] = [await identityServer(t), await identityServer(t)];
  const owner = await server.signUp();
  const bea = await teammate(server, owner, 'admin');
  const { key } = (await bea.call('POST', '/api-keys', { name: 'hers', scopes: ['members:read'] })).body; // prettier-ignore
  const withKey = (at = server) => at.call('GET', '/users', undefined, { authorization: `Bearer ${key}` }); // prettier-ignore
  t.is((await withKey()).status, 200);
  t.is((await owner.call('PATCH', `/users/${bea.id}`, { active: false })).body.status, 'deactivated'); // prettier-ignore
  for (const answer of [
    await bea.call('GET', '/users/me'),
    await bea.call('PATCH', '/users/me', { name: 'Bea' }),
    await withKey(),
    await withKey(elsewhere),
  ]) {
    t.is(answer.status, 403);
    t.is(answer.body.reason, 'deactivated');
    t.regex(answer.body.detail, /membership is deactivated/);
  }
  const again = await server.call('POST', '/auth/login', { email: bea.email, password: bea.password }, { 'x-forwarded-for': randomAddress() }); // prettier-ignore
  t.is(again.status, 200);
  t.is(again.body.organization, null);
  t.is((await asSession(server, { cookie: cookieOf(again.headers) })('GET', '/users/me')).status, 403); // prettier-ignore

  await owner.call('PATCH', `/users/${bea.id}`, { active: true });
  t.like((await bea.call('GET', '/users/me')).body, { role: 'admin', active: true });
  t.is((await withKey()).status, 200);
  const rows = await rowsOf(server, owner.organization.id, 'member.%activated');
  t.like(rows, [
    { action: 'member.deactivated', detail: { from: 'active', to: 'deactivated' } },
    { action: 'member.reactivated', detail: { from: 'deactivated', to: 'active' } },
  ]);
});

test('whoever is removed, or leaves, is in no organization; signing in or up makes no new one', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const [bea, cem] = [await teammate(server, owner, 'member'), await teammate(server, owner, 'viewer')]; // prettier-ignore
  const { key } = (await server.call('POST', '/api-keys', { name: 'x', scopes: ['members:read'] }, { cookie: owner.cookie, origin: server.url })).body; // prettier-ignore
  t.is((await owner.call('DELETE', `/users/${bea.id}`)).status, 204);
  t.is((await cem.call('DELETE', `/users/${cem.id.toUpperCase()}`)).status, 204, 'a viewer leaves');
  for (const one of [bea, cem]) {
    const { status, body } = await one.call('GET', '/users/me');
    t.is(status, 403);
    t.is(body.reason, 'no_organization');
    const from = { 'x-forwarded-for': randomAddress() };
    const { email, password } = one;
    const again = await server.call('POST', '/auth/login', { email, password }, from);
    t.is(again.body.organization, null);
    const up = await server.call('POST', '/auth/sign-up', { email, password, name: 'B', organization_name: 'Mine' }, from); // prettier-ignore
    t.is(up.status, 409);
  }
  const asked = await server.call('GET', '/users', undefined, { authorization: `Bearer ${key}` });
  t.deepEqual(asked.body.data.map((one: { id: string }) => one.id), [owner.userId]); // prettier-ignore
  t.is((await owner.call('DELETE', `/users/${bea.id}`)).status, 404);
  t.like(await rowsOf(server, owner.organization.id, 'member.removed'), [
    { actor_id: owner.keyId, entity_id: bea.id, detail: { role: 'member' } },
    { actor_id: cem.id, entity_id: cem.id, detail: { role: 'viewer' } },
  ]);
});

test('each refusal names its rule, and leaves a row', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const session = asSession(server, owner);
  const [admin, bea] = [await teammate(server, owner, 'admin'), await teammate(server, owner, 'member')]; // prettier-ignore
  const ours = (await session('POST', '/api-keys', { name: 'ours', scopes: ['members:write'], belongs_to: 'organization' })).body; // prettier-ignore
  const program = (method: string, path: string, body?: unknown) =>
    server.call(method, path, body, { authorization: `Bearer ${ours.key}` });
  const refused = [
    [admin.call, 'PATCH', owner.userId, { role: 'admin' }, 403, 'owners_only'],
    [admin.call, 'PATCH', owner.userId, { active: false }, 403, 'owners_only'],
    [admin.call, 'DELETE', owner.userId, undefined, 403, 'owners_only'],
    [admin.call, 'PATCH', bea.id, { role: 'owner' }, 403, 'owners_only'],
    [program, 'PATCH', bea.id, { role: 'owner' }, 403, 'owners_only'],
    [admin.call, 'PATCH', admin.id, { role: 'owner' }, 403, 'own_role'],
    [admin.call, 'PATCH', admin.id, { active: false }, 403, 'own_account'],
    [session, 'PATCH', owner.userId, { role: 'admin' }, 409, 'last_owner'],
    [session, 'DELETE', owner.userId, undefined, 409, 'last_owner'],
    [owner.call, 'DELETE', owner.userId, undefined, 409, 'last_owner'],
  ] as const;
  for (const [call, method, id, body, status, reason] of refused) {
    const answer = await call(method, `/users/${id}`, body);
    t.is(answer.status, status, `${method} ${JSON.stringify(body)} ${reason}`);
    t.is(answer.body.reason, reason);
  }
  for (const [method, body] of [['PATCH', { role: 'viewer' }], ['DELETE', undefined]] as const) {
    const answer = await bea.call(method, `/users/${admin.id}`, body);
    t.is(answer.status, 403);
    t.regex(answer.body.detail, /members:write/);
    t.is((await session(method, `/users/${newId()}`, body)).status, 404);
  } // prettier-ignore
  const rows = await rowsOf(server, owner.organization.id, 'member.change_refused');
  t.deepEqual(
    rows.map(({ detail }) => detail),
    refused.map(([, , , , , reason]) => ({ reason })),
  );
  // An admin may raise to admin, and step down.
  t.is((await admin.call('PATCH', `/users/${bea.id}`, { role: 'admin' })).status, 200);
  t.is((await admin.call('PATCH', `/users/${admin.id}`, { role: 'viewer' })).status, 200);
});

test('nobody of another organization is changed, and none of their ids is known', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  for (const call of [owner.call, asSession(server, owner)]) {
    t.is((await call('PATCH', `/users/${other.userId}`, { role: 'viewer' })).status, 404);
    t.is((await call('DELETE', `/users/${other.userId}`)).status, 404);
  }
  t.is((await asSession(server, other)('GET', '/users/me')).body.role, 'owner');
});

test('of two owners who step down or leave twenty times at once, one stays', async (t) => {
  const server = await identityServer(t);
  for (const [method, body] of [
    ['PATCH', { role: 'admin' }],
    ['DELETE', undefined],
    ['PATCH', { active: false }],
  ] as const) {
    const owner = await server.signUp();
    const second = await teammate(server, owner, 'owner');
    const [a, b] = [
      { id: owner.userId, call: asSession(server, owner) },
      { id: second.id, call: second.call },
    ];
    // Each deactivates the other: nobody does that to themselves.
    const target = (me: typeof a): string => (body && 'active' in body ? (me === a ? b : a) : me).id; // prettier-ignore
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b)).map((me) =>
        me.call(method, `/users/${target(me)}`, body),
      ),
    );
    for (const { status } of answers) t.true([200, 204, 403, 404, 409].includes(status), `${status}`); // prettier-ignore
    const key =
      (await Promise.all([a, b].map((one) => one.call('GET', '/users?role=owner&status=active')))) // prettier-ignore
        .find(({ status }) => status === 200);
    t.is(key?.body.data.length, 1, `${method} ${JSON.stringify(body)}`);
  }
});

test('members are found by a part of name or address, by role and by state, page by page', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const team = [await teammate(server, owner, 'admin'), await teammate(server, owner, 'viewer')];
  const [bea, cem] = team;
  if (!bea || !cem) throw new Error('two');
  await bea.call('PATCH', '/users/me', { name: 'Béatrice O’Neill_100%' });
  await owner.call('PATCH', `/users/${cem.id}`, { active: false });
  const found = async (query: string): Promise<string[]> => {
    const { status, body } = await owner.call('GET', `/users?${query}`);
    t.is(status, 200, JSON.stringify(body));
    return body.data.map((one: { id: string }) => one.id);
  };
  t.deepEqual(await found(`q=${encodeURIComponent('BÉATRICE')}`), [bea.id]);
  t.deepEqual(await found(`q=${encodeURIComponent(' 0% ')}`), [bea.id]);
  t.deepEqual(await found('q=%25%25'), []);
  t.deepEqual(await found(`q=${encodeURIComponent(cem.email.slice(0, 20).toUpperCase())}`), [cem.id]); // prettier-ignore
  t.deepEqual(await found('status=deactivated'), [cem.id]);
  t.deepEqual(await found('role=viewer&status=active'), []);
  t.deepEqual((await found('status=active')).length, 2);
  const first = await owner.call('GET', '/users?q=example.com&limit=2');
  t.is(first.body.data.length, 2);
  const second = await owner.call('GET', `/users?q=example.com&limit=2&cursor=${first.body.next_cursor}`); // prettier-ignore
  t.is(second.body.data.length, 1);
  for (const query of ['q=a', 'role=boss', 'status=gone']) {
    t.is((await owner.call('GET', `/users?${query}`)).status, 422, query);
  }
  const [seen] = (await owner.call('GET', '/users?role=admin')).body.data;
  t.true(Date.parse(seen.last_seen_at) >= Date.parse(seen.joined_at) - 60_000);
});
