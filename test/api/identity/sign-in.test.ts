import test from 'ava';
import { cookieOf, identityServer, randomAddress } from '../../_support/identity.ts';

test('sign-up makes a user, an organization and a usable tenant, and signs in', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const me = await server.call('GET', '/users/me', undefined, { cookie: owner.cookie });
  t.is(me.status, 200);
  t.like(me.body, { id: owner.userId, email: owner.email, role: 'owner' });
  const organization = await owner.call('GET', '/organizations/me');
  t.like(organization.body, { id: owner.organization.id, status: 'active' });
  t.is((await owner.call('GET', '/purposes')).body.data.length, 2);
});

test('login gives a cookie scripts cannot read; logout ends it on the server too', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const login = await server.call('POST', '/auth/login', {
    email: owner.email.toUpperCase(),
    password: owner.password,
  });
  t.is(login.status, 200);
  t.like(login.body, { user: { email: owner.email }, organization: owner.organization });
  const [line = ''] = login.headers.getSetCookie();
  t.regex(line, /^assent\.session_token=/);
  t.regex(line, /HttpOnly/i);
  t.regex(line, /SameSite=Lax/i);
  const cookie = cookieOf(login.headers);
  t.is((await server.call('GET', '/users/me', undefined, { cookie })).status, 200);
  const logout = await server.call('POST', '/auth/logout', undefined, {
    cookie,
    origin: server.url,
  });
  t.is(logout.status, 204);
  t.regex(logout.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
  t.is((await server.call('GET', '/users/me', undefined, { cookie })).status, 401);
});

test('an unknown e-mail and a wrong password get the same answer, and neither a cookie', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const attempt = (email: string) =>
    server.call(
      'POST',
      '/auth/login',
      { email, password: 'not the password' },
      { 'x-forwarded-for': randomAddress(), 'x-request-id': 'the-same-id' },
    );
  const wrong = await attempt(owner.email);
  const unknown = await attempt('nobody-at-all@example.com');
  t.is(wrong.status, 401);
  t.deepEqual(wrong.body, unknown.body);
  t.deepEqual(wrong.headers.getSetCookie(), []);
});

test('a cookie from a foreign page changes nothing', async (t) => {
  const server = await identityServer(t);
  const { cookie } = await server.signUp();
  const rename = (headers: Record<string, string>) =>
    server.call('PATCH', '/users/me', { name: 'Renamed' }, { cookie, ...headers });
  t.is((await rename({ origin: 'https://evil.example' })).status, 403);
  t.is((await rename({ 'sec-fetch-site': 'cross-site' })).status, 403);
  t.is((await rename({})).status, 403);
  t.is((await rename({ origin: server.url })).status, 200);
  t.is((await rename({ 'sec-fetch-site': 'same-origin' })).status, 200);
});

test('a session can be prolonged, also a young one; without one there is nothing to prolong', async (t) => {
  const server = await identityServer(t);
  const { cookie, organization } = await server.signUp();
  const refresh = await server.call('POST', '/auth/refresh', undefined, {
    cookie,
    origin: server.url,
  });
  t.is(refresh.status, 200);
  t.deepEqual(refresh.body.organization, organization);
  t.regex(refresh.headers.getSetCookie()[0] ?? '', /Max-Age=604800/);
  t.is((await server.call('GET', '/users/me', undefined, { cookie })).status, 200);
  t.is((await server.call('POST', '/auth/refresh')).status, 401);
});

test('signing up and in is in the audit', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { email, password } = owner;
  await server.call('POST', '/auth/login', { email, password });
  const audit = await owner.call('GET', `/audit?entity_type=user&actor=${owner.userId}`);
  t.deepEqual(
    audit.body.data.map((row: { action: string }) => row.action),
    ['user.signed_in', 'user.signed_up', 'member.added'],
  );
});
