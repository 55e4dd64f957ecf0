import test from 'ava';
import { cookieOf, identityServer, randomAddress } from '../../_support/identity.ts';

const pairs = (lines: string[]): string => lines.map((line) => line.split(';')[0]).join('; ');

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

test('whoever is not to be remembered has a session that ends with the browser, and after a day; the next one is long again', async (t) => {
  const server = await identityServer(t);
  const { email, password } = await server.signUp();
  const login = async (remember?: boolean) => {
    const { headers } = await server.call('POST', '/auth/login', { email, password, ...(remember === undefined ? {} : { remember }) }); // prettier-ignore
    return headers.getSetCookie();
  };
  const ends = async (cookie: string): Promise<number> => {
    const { body } = await server.call('GET', '/sessions', undefined, { cookie });
    const mine = body.data.find((session: { current: boolean }) => session.current);
    return Math.round((Date.parse(mine.expires_at) - Date.parse(mine.created_at)) / 3_600_000);
  };
  const short = await login(false);
  t.true(
    short.every((line) => !/Max-Age|Expires/i.test(line)),
    short.join(),
  );
  t.is(await ends(pairs(short)), 24);
  const refreshed = await server.call('POST', '/auth/refresh', undefined, { cookie: pairs(short), origin: server.url }); // prettier-ignore
  t.is(refreshed.status, 200);
  t.is(await ends(pairs(short)), 24, 'using it makes it no longer');

  for (const long of [await login(), await login(true)]) {
    t.regex(long[0] ?? '', /Max-Age=604800/);
    t.is(await ends(long[0]?.split(';')[0] ?? ''), 168);
    const mark = long.find((line) => line.startsWith('assent.dont_remember='));
    t.regex(mark ?? '', /Max-Age=0/, 'nothing of the short session stays in the browser');
  }
});

test('over https the cookie is bound to its host', async (t) => {
  const server = await identityServer(t, { publicUrl: 'https://assent.example' });
  const { email, password } = await server.signUp();
  const login = await server.call('POST', '/auth/login', { email, password }, { origin: 'https://assent.example' }); // prettier-ignore
  const lines = login.headers.getSetCookie();
  t.regex(lines[0] ?? '', /^__Host-assent\.session_token=/);
  for (const line of lines) {
    t.regex(line, /; Path=\/(;|$)/i);
    t.regex(line, /; Secure(;|$)/i);
    t.notRegex(line, /Domain=/i);
  }
  const cookie = cookieOf(login.headers);
  t.is((await server.call('GET', '/users/me', undefined, { cookie })).status, 200);
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
