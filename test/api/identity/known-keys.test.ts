import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createKnownKeys } from '#api/identity/known-keys.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { identityServer, type IdentityServer } from '../../_support/identity.ts';
import { until } from '../../_support/until.ts';

const ORGANIZATION = '/organizations/me';
const use = async (server: IdentityServer, key: string): Promise<number> =>
  (await server.call('GET', ORGANIZATION, undefined, { authorization: `Bearer ${key}` })).status;
const make = async (owner: Awaited<ReturnType<IdentityServer['signUp']>>) =>
  (
    await owner.call('POST', '/api-keys', {
      name: 'x',
      scopes: ['audit:read', 'organization:read'],
    })
  ).body;

test('a key deleted here is refused at once, one deleted by another process within a second', async (t) => {
  const here = await identityServer(t);
  const there = await identityServer(t);
  const owner = await here.signUp();
  const key = await make(owner);
  t.not(await use(here, key.key), 401);
  t.not(await use(there, key.key), 401);
  t.is((await owner.call('DELETE', `/api-keys/${key.id}`)).status, 204);
  t.is(await use(here, key.key), 401);
  await until(async () => (await use(there, key.key)) === 401);
});

test('a suspended organization is refused within a second', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  t.is(await use(server, owner.key), 200);
  await server.suspend(owner.organization.id);
  t.is(await use(server, owner.key), 403);
});

const credential = (endsIn: number | null) => ({
  tenantId: tenantId(newId()),
  actor: { type: 'api_key' as const, id: newId() },
  permissions: new Set<never>(),
  endsIn,
});

test('a key in use is looked up once; refusals each time; an end is kept to', async (t) => {
  const known = createKnownKeys(600_000);
  let looks = 0;
  const good = async () => (looks++, credential(null));
  await Promise.all([known.credential('a', good), known.credential('a', good)]);
  await known.credential('a', good);
  t.is(looks, 1);
  const none = async () => (looks++, null);
  t.is(await known.credential('b', none), null);
  t.is(await known.credential('b', none), null);
  t.is(looks, 3);
  await t.throwsAsync(known.credential('c', () => Promise.reject(new Error('away'))));
  t.truthy(await known.credential('c', good));
  const ends = async () => (looks++, credential(20));
  await known.credential('d', ends);
  const before = looks;
  await sleep(30);
  await known.credential('d', ends);
  t.is(looks, before + 1);
});

test('a look that was under way when keys changed is not remembered', async (t) => {
  const known = createKnownKeys(600_000);
  const found = Promise.withResolvers<ReturnType<typeof credential>>();
  const slow = known.credential('a', () => found.promise);
  known.forget();
  found.resolve(credential(null));
  t.truthy(await slow);
  t.is(await known.credential('a', async () => null), null);
});
