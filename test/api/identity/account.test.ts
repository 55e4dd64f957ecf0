import test from 'ava';
import { tenantId } from '#lib/ids.ts';
import { cookieOf, identityServer, randomAddress } from '../../_support/identity.ts';

const NEW = 'seven green umbrellas';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('a changed password ends every other session, goes on under a new token, and leaves the keys', async (t) => {
  const server = await identityServer(t);
  const { email, password, cookie, call, organization } = await server.signUp();
  const other = cookieOf((await server.call('POST', '/auth/login', { email, password })).headers);
  const change = (body: object, session = cookie) =>
    server.call('POST', '/auth/password', body, {
      cookie: session,
      origin: server.url,
      'x-forwarded-for': randomAddress(),
    });
  const changed = await change({ current_password: password, password: NEW });
  t.is(changed.status, 200);
  t.like(changed.body, { user: { email }, organization });
  const now = cookieOf(changed.headers);
  t.not(now, cookie);
  for (const [session, status] of [
    [cookie, 401],
    [other, 401],
    [now, 200],
  ] as const) {
    t.is((await server.call('GET', '/users/me', undefined, { cookie: session })).status, status);
  }
  t.is((await server.call('POST', '/auth/login', { email, password })).status, 401);
  t.is((await server.call('POST', '/auth/login', { email, password: NEW })).status, 200);
  t.is((await call('GET', '/organizations/me')).status, 200);
  const audited: unknown = await server.services.db.withTenant(
    { tenantId: tenantId(organization.id) },
    (trx) => trx('audit_log').where({ action: 'user.password_changed' }).select('actor_type'),
  );
  t.deepEqual(audited, [{ actor_type: 'user' }]);
});

test('a password is not changed without the present one, to a short or the same one, or from a foreign page', async (t) => {
  const server = await identityServer(t);
  const { email, password, cookie, key } = await server.signUp();
  const from = randomAddress();
  const change = (body: object, headers: Record<string, string> = {}) =>
    server.call('POST', '/auth/password', body, {
      cookie, origin: server.url, 'x-forwarded-for': from, ...headers,
    }); // prettier-ignore
  const whole = { current_password: password, password: NEW };
  for (const [body, path] of [
    [{ ...whole, current_password: 'not my password' }, 'current_password'],
    [{ ...whole, password: 'short' }, 'password'],
    [{ ...whole, password: 'password123' }, 'password'],
    [{ ...whole, password }, 'password'],
    [{ password: NEW }, 'current_password'],
  ] as const) {
    const refused = await change(body);
    t.is(refused.status, 422);
    t.is(refused.body.errors[0].path, path);
    t.deepEqual(refused.headers.getSetCookie(), []);
  }
  t.is((await change(whole, { origin: 'https://evil.example' })).status, 403);
  t.is((await change(whole, { cookie: '' })).status, 401);
  t.is((await change(whole, { cookie: '', authorization: `Bearer ${key}` })).status, 401);
  t.is((await server.call('POST', '/auth/login', { email, password })).status, 200);
  // Guesses are limited as those of a sign-in are.
  const guesses = [];
  for (let i = 0; i < 11; i++) {
    guesses.push((await change({ ...whole, current_password: `guess number ${i}` })).status);
  }
  t.is(guesses.at(-1), 429);
});

test('sessions are listed with their device; one, or all others, are ended; nobody ends those of others', async (t) => {
  const server = await identityServer(t);
  const { email, password, cookie, key } = await server.signUp();
  const stranger = await server.signUp();
  const as = (method: string, path: string, session = cookie) =>
    server.call(method, path, undefined, { cookie: session, origin: server.url });
  const login = async (agent: string): Promise<string> =>
    cookieOf((await server.call('POST', '/auth/login', { email, password }, { 'user-agent': agent })).headers); // prettier-ignore
  const before = (await as('GET', '/sessions')).body.data.length;
  const firefox = await login(FIREFOX);
  const odd = await login('<script>alert(1)</script>');

  const { data } = (await as('GET', '/sessions')).body;
  t.is(data.length, before + 2);
  t.is(data.filter((one: { current: boolean }) => one.current).length, 1);
  const found = data.find((one: { device: string | null }) => one.device === 'Firefox on Windows');
  t.truthy(found);
  t.false(found.current);

  t.is((await as('DELETE', `/sessions/${found.id}`, stranger.cookie)).status, 404);
  t.is((await as('GET', '/users/me', firefox)).status, 200);
  t.is((await as('DELETE', `/sessions/${found.id}`)).status, 204);
  t.is((await as('GET', '/users/me', firefox)).status, 401);
  t.is((await as('DELETE', `/sessions/${found.id}`)).status, 404);

  t.is((await as('DELETE', '/sessions')).status, 204);
  t.is((await as('GET', '/users/me', odd)).status, 401);
  t.is((await as('GET', '/users/me')).status, 200);
  t.is((await as('GET', '/users/me', stranger.cookie)).status, 200);
  t.is((await as('GET', '/sessions')).body.data.length, 1);
  const bearer = { authorization: `Bearer ${key}` };
  t.is((await server.call('GET', '/sessions', undefined, bearer)).status, 403);
  t.is((await server.call('DELETE', '/sessions', undefined, bearer)).status, 403);
});

test('the last use of a session is noted', async (t) => {
  const server = await identityServer(t);
  const { email, password, userId } = await server.signUp();
  const cookie = cookieOf((await server.call('POST', '/auth/login', { email, password })).headers);
  await server.sessionsUnused(userId);
  const sessions = async () =>
    (await server.call('GET', '/sessions', undefined, { cookie })).body.data;
  await sessions();
  const session = (await sessions()).find((one: { current: boolean }) => one.current);
  t.true(session.last_used_at > session.created_at);
});
