import test from 'ava';
import { PERMISSIONS } from '#domain/permissions.ts';
import { tenantId } from '#lib/ids.ts';
import { identityServer } from '../../_support/identity.ts';
import { databaseRows } from '../../_support/everything-stored.ts';
import { loadConfig } from '#lib/config.ts';

test('a key is shown once, kept as a hash, listed by its first characters', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const scopes = ['contacts:read', 'messages:send'];
  const made = await owner.call('POST', '/api-keys', { name: 'Shop', scopes });
  t.is(made.status, 201);
  t.regex(made.body.key, /^ask_[A-Za-z0-9_-]{40,}$/);
  t.like(made.body, { name: 'Shop', scopes, last_used_at: null, expires_at: null });
  const list = await owner.call('GET', '/api-keys');
  const listed = list.body.data.find((key: { id: string }) => key.id === made.body.id);
  t.is(listed.start, made.body.key.slice(0, 8));
  t.false(JSON.stringify(list.body).includes(made.body.key));
  for await (const { where, text } of databaseRows(loadConfig().DATABASE_URL)) {
    t.false(text.includes(made.body.key.slice(4)), where);
  }
});

test('a key can do no more than its maker', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const small = await owner.call('POST', '/api-keys', {
    name: 'Small',
    scopes: ['api_keys:write', 'contacts:read'],
  });
  const authorization = `Bearer ${small.body.key}`;
  const make = (scopes: string[]) =>
    server.call('POST', '/api-keys', { name: 'Next', scopes }, { authorization });
  t.is((await make(['contacts:read'])).status, 201);
  const beyond = await make(['contacts:read', 'contacts:write']);
  t.is(beyond.status, 422);
  t.like(beyond.body.errors[0], { path: 'scopes.1' });
  t.is((await make(['root:everything'])).status, 422);
  t.is((await make([])).status, 422);
});

test('using a key notes when', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  await owner.call('GET', '/organizations/me');
  const list = await owner.call('GET', '/api-keys');
  const used = list.body.data.find((key: { id: string }) => key.id === owner.keyId);
  t.true(Date.now() - Date.parse(used.last_used_at) < 600_000);
});

test('an end is kept to, and must lie ahead', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const make = (expires_at: string) =>
    owner.call('POST', '/api-keys', { name: 'Ends', scopes: ['audit:read'], expires_at });
  t.is((await make('2020-01-01T00:00:00Z')).status, 422);
  t.is((await make('2999-01-01T00:00:00Z')).status, 422);
  t.is((await make('tomorrow')).status, 422);
  const end = new Date(Date.now() + 3_600_000).toISOString();
  const made = await make(end);
  t.true(Math.abs(Date.parse(made.body.expires_at) - Date.parse(end)) < 60_000);
});

test('making and deleting a key is in the audit', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { body } = await owner.call('POST', '/api-keys', { name: 'Gone', scopes: ['audit:read'] });
  t.is((await owner.call('DELETE', `/api-keys/${body.id}`)).status, 204);
  t.is((await owner.call('DELETE', `/api-keys/${body.id}`)).status, 404);
  const audit = await owner.call('GET', `/audit?entity_type=api_key&entity_id=${body.id}`);
  t.deepEqual(
    audit.body.data.map((row: { action: string }) => row.action),
    ['api_key.deleted', 'api_key.created'],
  );
});

test('the same Idempotency-Key makes one key and does not show it again', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const make = () =>
    owner.call(
      'POST',
      '/api-keys',
      { name: 'Once', scopes: ['audit:read'] },
      { 'idempotency-key': 'make-one-key' },
    );
  const [first, second] = [await make(), await make()];
  t.deepEqual(second.body, { ...first.body, key: null });
  t.is(second.headers.get('idempotent-replayed'), 'true');
});

test('a given key becomes one organization’s, once, and never another’s', async (t) => {
  const server = await identityServer(t);
  const [a, b] = [await server.signUp(), await server.signUp()];
  const key = `ask_given-${a.organization.id}`;
  const give = (organization: { id: string }) =>
    server.identity.ensureApiKey(tenantId(organization.id), key, 'Given', PERMISSIONS);
  t.true(await give(a.organization));
  t.false(await give(a.organization));
  await t.throwsAsync(give(b.organization), { message: /another organization/ });
  const headers = { authorization: `Bearer ${key}` };
  const me = await server.call('GET', '/organizations/me', undefined, headers);
  t.is(me.body.id, a.organization.id);
});

test('the end of a key has any zone', async (t) => {
  const owner = await (await identityServer(t)).signUp();
  const make = (expires_at: string) =>
    owner.call('POST', '/api-keys', { name: 'Zone', scopes: ['audit:read'], expires_at });
  const end = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 19);
  const { status, body } = await make(`${end}+01:00`);
  t.is(status, 201);
  t.is(Date.parse(body.expires_at), Date.parse(`${end}Z`) - 3_600_000);
  const bare = await make(end);
  t.like(bare.body.errors[0], { path: 'expires_at' });
  t.regex(bare.body.errors[0].message, /with its zone/);
});
