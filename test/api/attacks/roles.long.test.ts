import test from 'ava';
import { ROLE_PERMISSIONS, ROLES, type Permission } from '#domain/permissions.ts';
import { described } from '../../_support/described.ts';
import { fixtures, wellFormed } from '../../_support/fixtures.ts';
import { identityServer } from '../../_support/identity.ts';

for (const role of ROLES) {
  test(`${role}: does what the matrix says in every operation, and nothing else`, async (t) => {
    // No worker takes a question here, so each waits this long, twice.
    const server = await identityServer(t, { patienceMs: 10_000 });
    const operations = (await described(server.url)).filter((op) => !op.open);
    const owner = await server.signUp();
    const mine = fixtures(owner.call);
    const calls = new Map<string, Awaited<ReturnType<typeof wellFormed>>>();
    for (const op of operations) calls.set(op.id, await wellFormed(op, mine));
    await server.setRole(owner.userId, role);
    const rights = new Set<string>(ROLE_PERMISSIONS[role]);
    // Reads first, so that nothing deletes what a later call needs.
    const inOrder = operations.toSorted((a, b) => order(a.method) - order(b.method));
    for (const op of inOrder) {
      const [method, path, body] = calls.get(op.id) ?? ['GET', op.path, undefined];
      const answer = await server.call(method, path, body, {
        cookie: owner.cookie,
        origin: server.url,
      });
      const needed = op.permission ?? FOR_OTHERS[op.id] ?? null;
      const allowed = needed === null || rights.has(needed);
      const what = `${op.id} ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
      if (allowed && op.id !== 'imports.failedRows') t.not(answer.status, 403, what);
      if (!allowed) t.is(answer.status, 403, what);
    }
  });
}

/** Operations that everybody may do with themselves; with others, as here, they need this. */
const FOR_OTHERS: Record<string, Permission> = { 'users.remove': 'members:write' };

const order = (method: string): number => ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'].indexOf(method);

test('a membership that ends, ends at once', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const me = () => server.call('GET', '/users/me', undefined, { cookie: owner.cookie });
  t.is((await me()).status, 200);
  await server.removeMember(owner.userId);
  t.is((await me()).status, 403);
});

test('every permission of an operation is one that the matrix knows', async (t) => {
  const server = await identityServer(t);
  const known = new Set<Permission | null>([null, ...ROLE_PERMISSIONS.owner]);
  for (const op of await described(server.url)) {
    t.true(
      [...known].some((permission) => permission === op.permission),
      op.id,
    );
  }
});
