import test from 'ava';
import { PERMISSIONS } from '#domain/permissions.ts';
import type { Answer } from '../../_support/api.ts';
import { identityServer, type IdentityServer, type SignedUp } from '../../_support/identity.ts';
import { until } from '../../_support/until.ts';

const HOUR = 3_600_000;
const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Creates keys with every right: with a key, or with a member's session. */
const maker =
  (server: IdentityServer, headers: Record<string, string>) =>
  (input: Record<string, unknown> = {}): Promise<Answer> =>
    server.call('POST', '/api-keys', { name: 'a key', scopes: PERMISSIONS, ...input }, headers);

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const session = (server: IdentityServer, { cookie }: SignedUp) => ({ cookie, origin: server.url });

const read = (server: IdentityServer, key: string, path = '/api-keys'): Promise<Answer> =>
  server.call('GET', path, undefined, bearer(key));

/** Waits until manual changes take effect: this process caches keys for a second. */
const becomes = (server: IdentityServer, key: string, status: number): Promise<void> =>
  until(async () => (await read(server, key)).status === status);

for (const belongs_to of ['member', 'organization']) {
  test(`${belongs_to}: a key that ends makes none that does not, or that ends later`, async (t) => {
    const server = await identityServer(t);
    const owner = await server.signUp();
    const end = ahead(HOUR);
    let key = await maker(server, session(server, owner))({ belongs_to, expires_at: end });
    t.like(key.body, { belongs_to, expires_at: end });
    // However long the chain is.
    for (let i = 0; i < 3; i++) {
      const make = maker(server, bearer(key.body.key));
      for (const expires_at of [
        undefined,
        ahead(2 * HOUR),
        new Date(Date.parse(end) + 1).toISOString(),
      ]) {
        const refused = await make({ expires_at });
        t.is(refused.status, 422, JSON.stringify(refused.body));
        t.like(refused.body.errors, [{ path: 'expires_at' }]);
      }
      key = await make({ expires_at: end });
      t.is(key.status, 201, JSON.stringify(key.body));
      t.is(key.body.expires_at, end);
    }
    const sooner = await maker(server, bearer(key.body.key))({ expires_at: ahead(HOUR / 2) });
    t.is(sooner.status, 201);
    // A key without an end may create both kinds.
    const endless = await maker(server, session(server, owner))({ belongs_to });
    t.is((await maker(server, bearer(endless.body.key))()).body.expires_at, null);
  });
}

test('a key is its member’s unless they say otherwise, and what a key makes is whose the key is', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const member = { id: owner.userId, name: 'Test Owner' };
  const make = maker(server, session(server, owner));
  const mine = await make();
  t.like(mine.body, { belongs_to: 'member', member, lost_scopes: [] });
  const ours = await make({ belongs_to: 'organization' });
  t.like(ours.body, { belongs_to: 'organization', member: null });
  t.like((await maker(server, bearer(mine.body.key))()).body, { belongs_to: 'member', member });
  t.like((await maker(server, bearer(ours.body.key))()).body, { member: null });
  for (const [key, belongs_to] of [
    [mine, 'organization'],
    [ours, 'member'],
  ] as const) {
    // prettier-ignore
    const refused = await maker(server, bearer(key.body.key))({ belongs_to });
    t.is(refused.status, 422);
    t.like(refused.body.errors, [{ path: 'belongs_to' }]);
  }
  const list = await read(server, ours.body.key);
  const belongs: Record<string, string> = Object.fromEntries(
    list.body.data.map((key: { id: string; belongs_to: string }) => [key.id, key.belongs_to]),
  );
  t.is(belongs[mine.body.id], 'member');
  t.is(belongs[ours.body.id], 'organization');
});

test('a member’s keys, and keys those made, end with the membership; the organization’s stay', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  const make = maker(server, session(server, owner));
  const mine = (await make()).body.key;
  const child = (await maker(server, bearer(mine))()).body.key;
  const ours = (await make({ belongs_to: 'organization' })).body.key;
  await server.removeMember(owner.userId);
  await becomes(server, mine, 401);
  await becomes(server, child, 401);
  t.is((await read(server, ours)).status, 200);
  t.is((await read(server, other.key)).status, 200);
  const audit = await read(server, ours, '/audit?action=api_key.deleted');
  t.is(audit.body.data.length, 3, 'the two, and the one signUp() made');
  // A member who returns starts without keys.
  await server.addMember(owner.userId, owner.organization.id, 'owner');
  t.is((await read(server, mine)).status, 401);
});

test('a right that a member loses, their keys lose', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const make = maker(server, session(server, owner));
  const mine = (await make()).body;
  const child = (await maker(server, bearer(mine.key))()).body;
  const ours = (await make({ belongs_to: 'organization' })).body;
  await server.setRole(owner.userId, 'viewer');
  await becomes(server, mine.key, 403);
  await becomes(server, child.key, 403);
  t.is((await read(server, mine.key, '/contacts')).status, 200, 'a viewer may');
  t.is((await read(server, ours.key)).status, 200);
  const listed = (await read(server, ours.key)).body.data;
  const shown = listed.find((key: { id: string }) => key.id === mine.id);
  t.true(shown.lost_scopes.includes('api_keys:write'));
  t.false(shown.scopes.includes('api_keys:write'));
  t.deepEqual([...shown.scopes, ...shown.lost_scopes].toSorted(), PERMISSIONS.toSorted());
  await server.setRole(owner.userId, 'admin');
  await becomes(server, mine.key, 200);
});
