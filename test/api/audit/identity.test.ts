import test from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { roleUrl } from '#lib/db.ts';
import { identityServer, type IdentityServer } from '../../_support/identity.ts';

async function as(role: 'owner' | 'auth', sql: string, values: unknown[] = []): Promise<void> {
  const { DATABASE_URL, masterKey } = loadConfig();
  const client = new pg.Client(
    role === 'owner' ? DATABASE_URL : roleUrl(DATABASE_URL, masterKey, 'auth'),
  );
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

type Row = { action: string; actor_type: string; actor_id: string | null; detail: object };
const rowsOf = (server: IdentityServer, organization: string, like: string): Promise<Row[]> =>
  server.services.db.withTenant({ tenantId: tenantId(organization) }, (trx) =>
    trx('audit_log')
      .where('action', 'like', like)
      .orderBy('id')
      .select('action', 'actor_type', 'actor_id', 'detail'),
  );

test('a key is made and deleted with who did it and its scopes, once each', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const made = await owner.call('POST', '/api-keys', {
    name: 'x',
    scopes: ['contacts:read', 'audit:read'],
  });
  await owner.call('DELETE', `/api-keys/${made.body.id}`);
  const rows = (await rowsOf(server, owner.organization.id, 'api_key.%')).slice(1);
  t.like(rows, [
    {
      action: 'api_key.created',
      actor_type: 'api_key',
      actor_id: owner.keyId,
      detail: { scopes: ['audit:read', 'contacts:read'] },
    },
    { action: 'api_key.deleted', actor_type: 'api_key', actor_id: owner.keyId },
  ]);
  t.is(rows.length, 2);
});

test('using a key, which is noted, is no change', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  await as('auth', `update auth.apikey set "lastRequest" = now() where id = $1`, [owner.keyId]);
  t.is((await rowsOf(server, owner.organization.id, 'api_key.%')).length, 1);
});

test('a role, a membership, a password or an invitation changed by hand says by which login', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const { id } = owner.organization;
  await as('auth', `update auth.member set role = 'viewer' where "userId" = $1`, [owner.userId]);
  await as('auth', `update auth.account set password = 'x' where "userId" = $1`, [owner.userId]);
  const invitation = newId();
  await as(
    'auth',
    `insert into auth.invitation (id, "organizationId", email, role, status, "expiresAt", "inviterId")
     values ($1, $2, 'canary-invited@example.com', 'admin', 'pending', now(), $3)`,
    [invitation, id, owner.userId],
  );
  await as('auth', `update auth.invitation set status = 'canceled' where id = $1`, [invitation]);
  await as('owner', `delete from auth.member where "userId" = $1`, [owner.userId]);
  const { masterKey, DATABASE_URL } = loadConfig();
  const login = new URL(roleUrl(DATABASE_URL, masterKey, 'auth')).username;
  const rows = [
    ...(await rowsOf(server, id, 'member.%')),
    ...(await rowsOf(server, id, 'user.pass%')),
    ...(await rowsOf(server, id, 'invitation.%')),
  ];
  t.like(rows, [
    {
      action: 'member.added',
      actor_type: 'user',
      actor_id: owner.userId,
      detail: { role: 'owner' },
    },
    {
      action: 'member.role_changed',
      actor_type: 'system',
      detail: { from: 'owner', to: 'viewer', login },
    },
    { action: 'member.removed', actor_type: 'system', detail: { role: 'viewer' } },
    { action: 'user.password_changed', detail: { login } },
    { action: 'invitation.created', detail: { role: 'admin' } },
    { action: 'invitation.canceled' },
  ]);
  t.false(JSON.stringify(rows).includes('canary'));
});

test('a change and its audit row are one: undone together', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const before = await rowsOf(server, owner.organization.id, '%');
  await t.throwsAsync(
    as(
      'auth',
      `with gone as (delete from auth.apikey where "referenceId" = '${owner.organization.id}' returning 1)
       select 1 / 0 from gone`,
    ),
    { message: /division by zero/ },
  );
  t.deepEqual(await rowsOf(server, owner.organization.id, '%'), before);
});

test('the identity role adds rows about identity only, and reads none', async (t) => {
  const server = await identityServer(t);
  const { organization } = await server.signUp();
  const insert = `insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id)
    values ($1, 'system', 'x.done', $2, 'x')`;
  await as('auth', insert, [organization.id, 'user']);
  await t.throwsAsync(as('auth', insert, [organization.id, 'consent']), { code: '42501' });
  await t.throwsAsync(as('auth', 'select id from audit_log'), { code: '42501' });
  await t.throwsAsync(as('auth', 'delete from audit_log'), { code: '42501' });
});

test('whoever comes next on a connection is not taken for who was there before', async (t) => {
  const server = await identityServer(t, { max: 1 });
  const [a, b] = [await server.signUp(), await server.signUp()];
  await Promise.all(
    [a, b, a, b].map((one) => one.call('POST', '/api-keys', { name: 'x', scopes: ['audit:read'] })),
  );
  for (const one of [a, b]) {
    const rows = (await rowsOf(server, one.organization.id, 'api_key.created')).slice(1);
    t.deepEqual(
      rows.map((row) => row.actor_id),
      [one.keyId, one.keyId],
    );
  }
});
