import test from 'ava';
import type { Actor } from '#domain/context.ts';
import { callerNow } from '#domain/identity/caller-now.ts';
import { ROLE_PERMISSIONS } from '#domain/permissions.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { identityServer } from '../_support/identity.ts';

test('a caller is found again with what they may do now: by role, scopes, end, and the state of the organization', async (t) => {
  const server = await identityServer(t);
  const { services } = server;
  const owner = await server.signUp();
  const id = tenantId(owner.organization.id);
  const now = (actor: Actor) => callerNow(services, { tenantId: id, actor, requestId: 'test' });
  const user: Actor = { type: 'user', id: owner.userId };
  t.deepEqual([...(await now(user))?.permissions ?? []], [...ROLE_PERMISSIONS.owner]); // prettier-ignore
  const session = { cookie: owner.cookie, origin: server.url };
  const make = async (belongs_to: string): Promise<Actor> => {
    const scopes = ['contacts:read', 'pii:read'];
    const { body } = await server.call('POST', '/api-keys', { name: 'a key', scopes, belongs_to }, session); // prettier-ignore
    return { type: 'api_key', id: String(body.id) };
  };
  const [mine, ours] = [await make('member'), await make('organization')];
  for (const key of [mine, ours]) {
    t.deepEqual([...(await now(key))?.permissions ?? []].toSorted(), ['contacts:read', 'pii:read']); // prettier-ignore
  }
  for (const nobody of [
    { type: 'user', id: newId() },
    { type: 'api_key', id: newId() },
    { type: 'system', id: null },
    { type: 'person', id: owner.userId },
  ] satisfies Actor[]) {
    t.is(await now(nobody), null);
  }
  // Those of another organization are nobody here.
  const other = await server.signUp();
  t.is(await callerNow(services, { tenantId: tenantId(other.organization.id), actor: mine, requestId: 'test' }), null); // prettier-ignore
  t.is(await now({ type: 'user', id: other.userId }), null);

  await server.call('DELETE', `/api-keys/${String(ours.id)}`, undefined, session);
  t.is(await now(ours), null);
  await services.db.withTenant({ tenantId: id }, (trx) => trx('tenants').update({ status: 'suspended' })); // prettier-ignore
  t.is(await now(user), null);
  t.is(await now(mine), null);
});
