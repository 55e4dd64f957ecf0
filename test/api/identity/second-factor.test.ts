import test from 'ava';
import { tenantId } from '#lib/ids.ts';
import { codeOf } from '../../_support/app-codes.ts';
import { asOwner } from '../../_support/installations.ts';
import {
  identityServer,
  randomAddress,
  type IdentityServer,
  type SignedUp,
} from '../../_support/identity.ts';
import { loadConfig } from '#lib/config.ts';

const cookies = (headers: Headers): string =>
  headers
    .getSetCookie()
    .filter((line) => !/Max-Age=0/.test(line))
    .map((line) => line.split(';')[0])
    .join('; ');

function callsOf(server: IdentityServer, owner: SignedUp) {
  const from = randomAddress();
  const call = (method: string, path: string, body: object | undefined, cookie = '') =>
    server.call(method, path, body, {
      cookie, origin: server.url, 'x-forwarded-for': from,
    }); // prettier-ignore
  const { email, password } = owner;
  return {
    call,
    login: (more: object = {}, cookie = '') => call('POST', '/auth/login', { email, password, ...more }, cookie), // prettier-ignore
    factors: async (cookie: string) => (await call('GET', '/users/me/factors', undefined, cookie)).body, // prettier-ignore
  };
}

/** Sets up an app, and returns its secret, the backup codes and the session that goes on. */
async function withApp(server: IdentityServer, owner: SignedUp) {
  const { call } = callsOf(server, owner);
  const { body } = await call('POST', '/users/me/factors/app', { password: owner.password }, owner.cookie); // prettier-ignore
  // The code of the step before is valid too, so that the present one is left for the sign-in.
  const confirmed = await call('POST', '/users/me/factors/app/confirm', { code: codeOf(body.secret, -1) }, owner.cookie); // prettier-ignore
  return { ...body, confirmed, cookie: cookies(confirmed.headers) };
}

test('an app is set up with the password and a code; a sign-in then needs a code, which works once', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { call, login, factors } = callsOf(server, owner);
  t.deepEqual(await factors(owner.cookie), { app: false, backup_codes_left: 0 });
  const wrong = await call('POST', '/users/me/factors/app', { password: 'not my password' }, owner.cookie); // prettier-ignore
  t.is(wrong.status, 422);
  t.is(wrong.body.errors[0].path, 'password');

  const begun = await call('POST', '/users/me/factors/app', { password: owner.password }, owner.cookie); // prettier-ignore
  t.is(begun.status, 201);
  t.is(begun.headers.get('cache-control'), 'no-store');
  t.regex(begun.body.uri, /^otpauth:\/\/totp\/Assent/);
  t.is(begun.body.backup_codes.length, 10);
  t.is((await login()).body.user?.email, owner.email, 'not yet confirmed: nothing has changed');
  const bad = await call('POST', '/users/me/factors/app/confirm', { code: '000000' }, owner.cookie);
  t.is(bad.body.errors[0].path, 'code');

  const elsewhere = cookies((await login()).headers);
  const { secret, confirmed, cookie } = await withApp(server, owner);
  t.is((await call('GET', '/users/me', undefined, elsewhere)).status, 401, 'it never gave a code');
  t.is(confirmed.status, 200);
  t.is((await call('GET', '/users/me', undefined, owner.cookie)).status, 401, 'the token is new');
  t.deepEqual(await factors(cookie), { app: true, backup_codes_left: 10 });

  const first = await login();
  t.deepEqual([first.status, first.body], [200, { second_factor: 'required' }]);
  const attempt = cookies(first.headers);
  t.is((await call('GET', '/users/me', undefined, attempt)).status, 401, 'no session yet');
  const code = codeOf(secret);
  const refused = await call('POST', '/auth/second-factor', { code: code === '111111' ? '222222' : '111111' }, attempt); // prettier-ignore
  t.deepEqual([refused.status, refused.body.errors?.[0].path], [422, 'code']);
  const done = await call('POST', '/auth/second-factor', { code: `${code.slice(0, 3)} ${code.slice(3)}` }, attempt); // prettier-ignore
  t.is(done.status, 200, JSON.stringify(done.body));
  t.is((await call('GET', '/users/me', undefined, cookies(done.headers))).status, 200);

  const second = cookies((await login()).headers);
  const again = await call('POST', '/auth/second-factor', { code }, second);
  t.is(again.status, 422);
  t.regex(again.body.errors[0].message, /entered already/);
  t.deepEqual(again.headers.getSetCookie(), []);
  // The attempt goes on, as the message says.
  const next = await call('POST', '/auth/second-factor', { code: codeOf(secret, 1) }, second);
  t.is(next.status, 200, JSON.stringify(next.body));
  t.is((await call('POST', '/auth/second-factor', { code }, '')).status, 401);

  const rows: { action: string; detail: object }[] = await server.services.db.withTenant(
    { tenantId: tenantId(owner.organization.id) },
    (trx) => trx('audit_log').where('entity_type', 'user').orderBy('id').select('action', 'detail'),
  );
  const actions = rows.map(({ action }) => action);
  t.true(actions.includes('user.second_factor_added'), actions.join());
  const failed = rows.find(({ action, detail }) => action === 'user.sign_in_failed' && 'reason' in detail && detail.reason === 'wrong_code'); // prettier-ignore
  t.truthy(failed);
});

test('a backup code signs in once, and only its hash is stored; new ones replace the old', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { call, login, factors } = callsOf(server, owner);
  const { backup_codes: codes, cookie } = await withApp(server, owner);
  const stored = await asOwner(
    { databaseUrl: loadConfig().DATABASE_URL },
    `select "backupCodes" as codes, secret from auth."twoFactor" where "userId" = $1`,
    [owner.userId],
  );
  for (const one of codes) t.false(JSON.stringify(stored).includes(one.replaceAll('-', '')));
  const use = async (code: string) =>
    call('POST', '/auth/second-factor', { code }, cookies((await login()).headers));
  t.is((await use(codes[0].toUpperCase().replaceAll('-', ''))).status, 200);
  t.is((await use(codes[0])).status, 422);
  t.is((await factors(cookie)).backup_codes_left, 9);
  // Two at once with the same code are one sign-in.
  const attempts = await Promise.all([login(), login()]);
  const both = await Promise.all(attempts.map(({ headers }) => call('POST', '/auth/second-factor', { code: codes[1] }, cookies(headers)))); // prettier-ignore
  t.is(both.filter(({ status }) => status === 200).length, 1, both.map(({ status }) => status).join()); // prettier-ignore

  const fresh = await call('POST', '/users/me/factors/backup-codes', { password: owner.password }, cookie); // prettier-ignore
  t.is(fresh.status, 201);
  t.is((await use(codes[2])).status, 422);
  t.is((await use(fresh.body.backup_codes[0])).status, 200);
});

test('five wrong codes end an attempt; ten in a row rest the account', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { call, login } = callsOf(server, owner);
  const { secret } = await withApp(server, owner);
  const good = codeOf(secret);
  const right = [-1, 0, 1, 2].map((step) => codeOf(secret, step));
  const wrong = Array.from({ length: 20 }, (_, i) => String(i).padStart(6, '0')).filter((code) => !right.includes(code)); // prettier-ignore
  const guess = (attempt: string) => call('POST', '/auth/second-factor', { code: wrong.pop() ?? '' }, attempt); // prettier-ignore
  const first = cookies((await login()).headers);
  for (let i = 0; i < 5; i++) t.is((await guess(first)).status, 422);
  t.is((await guess(first)).status, 401, 'the password again');
  const second = cookies((await login()).headers);
  for (let i = 0; i < 5; i++) t.is((await guess(second)).status, 422);
  const third = cookies((await login()).headers);
  const locked = await call('POST', '/auth/second-factor', { code: good }, third);
  t.is(locked.status, 429);
  t.truthy(locked.headers.get('retry-after'));
});

test('a trusted browser needs no code, another one does; removing the app needs the password', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { call, login, factors } = callsOf(server, owner);
  const { secret, cookie } = await withApp(server, owner);
  const attempt = cookies((await login()).headers);
  const done = await call('POST', '/auth/second-factor', { code: codeOf(secret), trust_device: true }, attempt); // prettier-ignore
  const trusted = done.headers.getSetCookie().map((line) => line.split(';')[0]).find((pair) => pair?.startsWith('assent.trust_device=')) ?? ''; // prettier-ignore
  t.is((await login({}, trusted)).body.user?.email, owner.email);
  t.is((await login()).body.second_factor, 'required');

  const kept = await call('DELETE', '/users/me/factors/app', { password: 'not my password' }, cookie); // prettier-ignore
  t.is(kept.status, 422);
  const removed = await call('DELETE', '/users/me/factors/app', { password: owner.password }, cookie); // prettier-ignore
  t.is(removed.status, 200, JSON.stringify(removed.body));
  t.deepEqual(await factors(cookies(removed.headers)), { app: false, backup_codes_left: 0 });
  t.is((await login()).body.user?.email, owner.email);
});

test('keys, foreign pages and strangers reach no factor', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  t.is((await owner.call('GET', '/users/me/factors')).status, 403);
  const body = { password: owner.password };
  const paths = ['/users/me/factors/app', '/users/me/factors/backup-codes'];
  for (const path of paths) {
    t.is((await server.call('POST', path, body)).status, 401);
    const foreign = await server.call('POST', path, body, { cookie: owner.cookie, origin: 'https://evil.example' }); // prettier-ignore
    t.is(foreign.status, 403);
  }
});
