import test from 'ava';
import { PERMISSIONS } from '#domain/permissions.ts';
import { described, faults } from '../../_support/described.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';

test('no credential, a broken, an expired, a deleted key: 401 everywhere', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const make = async (): Promise<{ id: string; key: string }> =>
    (await owner.call('POST', '/api-keys', { name: 'x', scopes: PERMISSIONS })).body;
  const deleted = await make();
  t.is((await owner.call('DELETE', `/api-keys/${deleted.id}`)).status, 204);
  const expired = await make();
  await server.expireKey(expired.id);
  const attempts: Record<string, Record<string, string>> = {
    none: {},
    'another scheme': { authorization: `Basic ${owner.key}` },
    'an empty key': { authorization: 'Bearer ' },
    'no key of ours': { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
    'a key one letter off': { authorization: `Bearer ${owner.key.slice(0, -1)}.` },
    'a deleted key': { authorization: `Bearer ${deleted.key}` },
    'an expired key': { authorization: `Bearer ${expired.key}` },
    'a forged cookie': { cookie: 'assent.session_token=abc.def', origin: server.url },
    'a cookie for another user': {
      cookie: owner.cookie.replace(/=(\w)/, (_, first: string) => (first === 'x' ? '=y' : '=x')),
      origin: server.url,
    },
  };
  for (const op of (await described(server.url)).filter((op) => !op.open)) {
    const call = await wellFormed(op, mine);
    for (const [name, headers] of Object.entries(attempts)) {
      const answer = await server.call(...call, headers);
      t.deepEqual(faults(answer), [], `${op.id} with ${name}`);
      t.is(answer.status, 401, `${op.id} with ${name}`);
      t.regex(answer.headers.get('www-authenticate') ?? '', /^Bearer/, `${op.id} with ${name}`);
    }
  }
});

test('a key without the scope is refused, whatever other scopes it has', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const operations = (await described(server.url)).filter((op) => !op.open);
  const needed = new Set(operations.flatMap((op) => op.permission ?? []));
  for (const permission of needed) {
    const others = PERMISSIONS.filter((other) => other !== permission);
    const { key } = (await owner.call('POST', '/api-keys', { name: 'x', scopes: others })).body;
    for (const op of operations.filter((op) => op.permission === permission)) {
      const [method, path, body] = await wellFormed(op, mine);
      const answer = await server.call(method, path, body, { authorization: `Bearer ${key}` });
      t.is(answer.status, 403, `${op.id}: ${JSON.stringify(answer.body)}`);
      t.deepEqual(faults(answer), [], op.id);
    }
  }
});

test('only the known operations do without a permission', async (t) => {
  const server = await identityServer(t);
  const free = (await described(server.url)).filter((op) => !op.open && op.permission === null);
  t.deepEqual(free.map((op) => op.id).sort(), [
    'organizations.create',
    'organizations.list',
    'sessions.end',
    'sessions.endOthers',
    'sessions.list',
    'users.factors',
    'users.me',
    'users.remove',
    'users.updateMe',
  ]);
});

test('a suspended organization is refused everywhere, with key and with cookie', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const mine = fixtures(owner.call);
  const operations = (await described(server.url)).filter((op) => !op.open);
  const calls = [];
  for (const op of operations) calls.push(await wellFormed(op, mine));
  await server.suspend(owner.organization.id);
  for (const call of calls) {
    t.is((await owner.call(...call)).status, 403, call[1]);
    const cookie = await server.call(...call, { cookie: owner.cookie, origin: server.url });
    t.is(cookie.status, 403, call[1]);
  }
});
