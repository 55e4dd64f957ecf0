import test from 'ava';
import { loadConfig } from '#lib/config.ts';
import { deriveKey, hmac } from '#lib/crypto.ts';
import { newId } from '#lib/ids.ts';
import type { Answer } from '../../_support/api.ts';
import {
  cookieOf,
  identityServer,
  randomAddress,
  type IdentityServer,
  type SignedUp,
} from '../../_support/identity.ts';
import { asOwner } from '../../_support/installations.ts';
import { invitationToken } from '../../_support/invitations.ts';
import { noProcesses } from '../../_support/services.ts';

const someone = (): string => `invited-${newId()}@example.com`;
const PASSWORD = 'a long enough password';

const byHand = (sql: string, ...values: unknown[]) =>
  asOwner({ databaseUrl: loadConfig().DATABASE_URL }, sql, values);

const inviteTo = async (owner: SignedUp, email: string, role = 'member'): Promise<string> => {
  const made = await owner.call('POST', '/invitations', { email, role });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body.id;
};

const accept = (
  server: IdentityServer,
  token: string,
  more: object = {},
  headers = {},
): Promise<Answer> =>
  server.call(
    'POST',
    '/invitations/accept',
    { token, ...more },
    { 'x-forwarded-for': randomAddress(), ...headers },
  );

const validate = (server: IdentityServer, token: string): Promise<Answer> =>
  server.call('GET', `/invitations/validate?token=${token}`, undefined, {
    'x-forwarded-for': randomAddress(),
  });

test('a new person accepts with name and password, is signed in there, and is a member with that role', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const email = someone();
  const made = await owner.call('POST', '/invitations', { email: ` ${email.toUpperCase()} `, role: 'viewer' });
  t.is(made.status, 201, JSON.stringify(made.body));
  t.like(made.body, { email, role: 'viewer', status: 'pending', mail: 'waiting', reminded_at: null, ended_at: null });
  t.is(made.body.invited_by.name, 'Test Owner');
  const token = await invitationToken(server.services, owner.organization.id, made.body.id);
  const seen = await validate(server, token);
  t.is(seen.status, 200, JSON.stringify(seen.body));
  t.deepEqual(Object.keys(seen.body).toSorted(), ['email', 'expires_at', 'invited_by', 'organization', 'role']);
  t.like(seen.body, { email, role: 'viewer', organization: 'Test Organization', invited_by: 'Test Owner' });

  const missing = await accept(server, token);
  t.is(missing.status, 422);
  t.deepEqual(missing.body.errors.map((one: { path: string }) => one.path), ['name', 'password']);
  t.is((await accept(server, token, { name: 'Grace', password: 'short' })).status, 422);

  const joined = await accept(server, token, { name: 'Grace', password: PASSWORD });
  t.is(joined.status, 201, JSON.stringify(joined.body));
  t.like(joined.body, { user: { email, name: 'Grace' }, organization: { id: owner.organization.id } });
  const me = await server.call('GET', '/users/me', undefined, { cookie: cookieOf(joined.headers) });
  t.like(me.body, { email, role: 'viewer' });
  const rows = await byHand('select "emailVerified" from auth."user" where email = $1', email);
  t.deepEqual(rows, [{ emailVerified: true }]);
  t.is((await server.call('POST', '/auth/login', { email, password: PASSWORD })).status, 200);

  const again = await accept(server, token, { name: 'Grace', password: PASSWORD });
  t.is(again.status, 410);
  t.is(again.body.reason, 'accepted');
  const log = await owner.call('GET', `/audit?entity_id=${made.body.id}`);
  t.deepEqual(log.body.data.map((one: { action: string }) => one.action), ['invitation.accepted', 'invitation.created']);
  t.is(log.body.data[0].actor_id, joined.body.user.id);
}); // prettier-ignore

test('somebody with an account signs in first, and lands in the organization that invited', async (t) => {
  const server = await identityServer(t);
  const [owner, guest, other] = [await server.signUp(), await server.signUp(), await server.signUp()];
  const id = await inviteTo(owner, guest.email, 'admin');
  const token = await invitationToken(server.services, owner.organization.id, id);
  const stranger = await accept(server, token, { name: 'Mallory', password: PASSWORD });
  t.is(stranger.status, 401);
  t.is(stranger.body.reason, 'sign_in_first');
  const somebodyElse = await accept(server, token, {}, { cookie: other.cookie, origin: server.url });
  t.is(somebodyElse.status, 409);
  t.is(somebodyElse.body.reason, 'signed_in_as_other');
  const foreign = await accept(server, token, {}, { cookie: guest.cookie, origin: 'https://evil.example' });
  t.is(foreign.status, 403);
  const joined = await accept(server, token, {}, { cookie: guest.cookie, origin: server.url });
  t.is(joined.status, 201, JSON.stringify(joined.body));
  const me = await server.call('GET', '/organizations/me', undefined, { cookie: guest.cookie });
  t.is(me.body.id, owner.organization.id);
  t.like((await server.call('GET', '/users/me', undefined, { cookie: guest.cookie })).body, { role: 'admin' });
}); // prettier-ignore

test('twenty accept at once: one membership, for a new person and for one with an account', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const guest = await server.signUp();
  const all = Array.from({ length: 20 });
  const email = someone();
  for (const [address, more, headers] of [
    [email, { name: 'Grace', password: PASSWORD }, {}],
    [guest.email, {}, { cookie: guest.cookie, origin: server.url }],
  ] as const) {
    const token = await invitationToken(server.services, owner.organization.id, await inviteTo(owner, address));
    const answers = await Promise.all(all.map(() => accept(server, token, more, headers)));
    const statuses = answers.map((one) => one.status).toSorted((a, b) => a - b);
    t.is(statuses[0], 201, JSON.stringify(answers.map((one) => one.body)));
    t.is(statuses.filter((one) => one === 201).length, 1);
    t.true(statuses.slice(1).every((one) => one === 410 || one === 401), statuses.join());
    const rows = await byHand(
      `select count(*)::int as n from auth.member m join auth."user" u on u.id = m."userId"
       where u.email = $1 and m."organizationId" = $2`, address, owner.organization.id);
    t.deepEqual(rows, [{ n: 1 }]);
  }
}); // prettier-ignore

test('each link that no longer works says why: replaced, canceled, expired, forged, of a foreign kind', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const at = owner.organization.id;
  const id = await inviteTo(owner, someone());
  const [old, next] = [await invitationToken(server.services, at, id), await invitationToken(server.services, at, id, 2)];
  t.is((await validate(server, old)).status, 200);
  const resent = await owner.call('POST', `/invitations/${id}/resend`);
  t.is(resent.status, 200, JSON.stringify(resent.body));
  for (const call of [validate, accept]) {
    const refused = await call(server, old);
    t.is(refused.status, 410);
    t.is(refused.body.reason, 'replaced');
  }
  t.is((await validate(server, next)).status, 200);
  await byHand(`update auth.invitation set "expiresAt" = now() - interval '1 minute' where id = $1`, id);
  t.like((await validate(server, next)).body, { status: 410, reason: 'expired' });
  t.like((await accept(server, next, { name: 'A', password: PASSWORD })).body, { status: 410, reason: 'expired' });
  t.is((await owner.call('GET', '/invitations?status=expired')).body.data[0].id, id);
  // A new link brings it back.
  t.is((await owner.call('POST', `/invitations/${id}/resend`)).body.status, 'pending');
  const third = await invitationToken(server.services, at, id, 3);
  t.is((await validate(server, third)).status, 200);
  t.is((await owner.call('DELETE', `/invitations/${id}`)).status, 204);
  t.is((await owner.call('DELETE', `/invitations/${id}`)).status, 204, 'again');
  for (const token of [third, next]) t.like((await validate(server, token)).body, { status: 410, reason: 'canceled' });
  t.is((await owner.call('POST', `/invitations/${id}/resend`)).status, 409);
  const forged = `${third.slice(0, -2)}${third.endsWith('AA') ? 'BB' : 'AA'}`;
  for (const token of [forged, 'x', third.slice(1), await invitationToken(server.services, at, newId())]) {
    t.is((await validate(server, token)).status, 404, token);
  }
  t.is((await validate(server, '')).status, 422);
  t.is((await validate(server, `${third}&token=${third}`)).status, 422);
}); // prettier-ignore

test('one pending invitation for an address; a member is not invited; only owners invite owners', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const email = someone();
  const all = await Promise.all(
    Array.from({ length: 5 }, () => owner.call('POST', '/invitations', { email, role: 'member' })),
  );
  t.deepEqual(all.map((one) => one.status).toSorted((a, b) => a - b), [201, 409, 409, 409, 409]);
  const first = all.find((one) => one.status === 201)?.body.id;
  t.true(all.filter((one) => one.status === 409).every((one) => one.body.invitation_id === first));
  const mine = await owner.call('POST', '/invitations', { email: owner.email, role: 'viewer' });
  t.is(mine.status, 409);
  t.is(mine.body.invitation_id, undefined);
  // After the end another may be invited, whether or not its process has noted the end.
  await byHand(`update auth.invitation set "expiresAt" = now() - interval '1 minute' where id = $1`, first);
  const second = await inviteTo(owner, email);
  t.is((await owner.call('POST', `/invitations/${first}/resend`)).body.invitation_id, second);

  const asked = await inviteTo(owner, someone(), 'owner');
  const token = await invitationToken(server.services, owner.organization.id, await inviteTo(owner, someone(), 'admin'));
  const admin = cookieOf((await accept(server, token, { name: 'Admin', password: PASSWORD })).headers);
  const as = { cookie: admin, origin: server.url };
  t.is((await server.call('POST', '/invitations', { email: someone(), role: 'owner' }, as)).status, 403);
  t.is((await server.call('POST', `/invitations/${asked}/resend`, undefined, as)).status, 403);
  t.is((await server.call('POST', '/invitations', { email: someone(), role: 'admin' }, as)).status, 201);
  t.is((await server.call('DELETE', `/invitations/${asked}`, undefined, as)).status, 204);

  const ours = await owner.call('POST', '/api-keys', { name: 'ours', scopes: ['members:write'], belongs_to: 'organization' });
  const member = await server.call('POST', '/api-keys', { name: 'x', scopes: ['members:write'], belongs_to: 'organization' }, { cookie: owner.cookie, origin: server.url });
  t.is(ours.status, 422);
  const byNobody = await server.call('POST', '/invitations', { email: someone(), role: 'viewer' }, { authorization: `Bearer ${member.body.key}` });
  t.is(byNobody.status, 403);
}); // prettier-ignore

test('a link works no longer than its inviter may invite to that role', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const links: string[] = [];
  for (const role of ['owner', 'admin', 'viewer']) {
    links.push(await invitationToken(server.services, owner.organization.id, await inviteTo(owner, someone(), role)));
  }
  const [asOwner = '', asAdmin = '', asViewer = ''] = links;
  const person = { name: 'Second Address', password: PASSWORD };
  await server.setRole(owner.userId, 'admin');
  for (const answer of [await validate(server, asOwner), await accept(server, asOwner, person)]) {
    t.like(answer, { status: 410, body: { reason: 'inviter' } });
  }
  t.is((await validate(server, asAdmin)).status, 200, 'an admin may invite an admin');
  await server.setRole(owner.userId, 'member');
  t.like(await accept(server, asAdmin, person), { status: 410, body: { reason: 'inviter' } });
  await byHand('update auth.member set active = false where "userId" = $1', owner.userId);
  t.like(await accept(server, asViewer, person), { status: 410, body: { reason: 'inviter' } });
  await byHand('update auth.member set active = true where "userId" = $1', owner.userId);
  await server.setRole(owner.userId, 'owner');
  t.is((await accept(server, asViewer, person)).status, 201);
}); // prettier-ignore

test('lists by status, counts, and nothing of another organization', async (t) => {
  const server = await identityServer(t);
  const [owner, other] = [await server.signUp(), await server.signUp()];
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push(await inviteTo(owner, someone()));
  await owner.call('DELETE', `/invitations/${ids[0]}`);
  const first = await owner.call('GET', '/invitations?limit=2');
  t.deepEqual(first.body.data.map((one: { id: string }) => one.id), [ids[2], ids[1]]);
  const rest = await owner.call('GET', `/invitations?limit=2&cursor=${first.body.next_cursor}`);
  t.deepEqual(rest.body.data.map((one: { id: string }) => one.id), [ids[0]]);
  t.is((await owner.call('GET', '/invitations?status=canceled')).body.data.length, 1);
  t.is((await owner.call('GET', '/invitations?status=rejected')).status, 422);
  t.deepEqual((await owner.call('GET', '/invitations/stats')).body, { pending: 2, accepted: 0, canceled: 1, expired: 0 });
  t.deepEqual((await other.call('GET', '/invitations')).body.data, []);
  t.is((await other.call('DELETE', `/invitations/${ids[1]}`)).status, 404);
  t.is((await other.call('POST', `/invitations/${ids[1]}/resend`)).status, 404);
}); // prettier-ignore

test('a row and its post are one: what a crash kept from Temporal is told later', async (t) => {
  const told: string[] = [];
  let away = true;
  const tell = async (what: string): Promise<void> => {
    if (away) throw new Error('Temporal does not answer');
    told.push(what);
  };
  const server = await identityServer(t, {
    processes: {
      ...noProcesses,
      start: (type, id) => (type === 'invitation' ? tell(`start ${id}`) : Promise.resolve()),
      signal: async (id, signal) => {
        if (id.startsWith('invitation:')) await tell(`${signal} ${id}`);
        return true;
      },
    },
  });
  const owner = await server.signUp();
  const id = await inviteTo(owner, someone());
  t.deepEqual(told, []);
  away = false;
  // Whatever is told next brings along what was posted before, in order.
  await owner.call('POST', `/invitations/${id}/resend`);
  await owner.call('DELETE', `/invitations/${id}`);
  const process = `invitation:${owner.organization.id}:${id}`;
  t.deepEqual(told, [`start ${process}`, `invitationResent ${process}`, `invitationDecided ${process}`]);
}); // prettier-ignore

test('a repeated Idempotency-Key invites once; many invitations in an hour are refused', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const body = { email: someone(), role: 'viewer' };
  const headers = { 'idempotency-key': newId() };
  const [one, two] = [await owner.call('POST', '/invitations', body, headers), await owner.call('POST', '/invitations', body, headers)];
  t.is(one.status, 201);
  t.is(two.body.id, one.body.id);
  t.is((await owner.call('GET', '/invitations')).body.data.length, 1);
  const counted = hmac(deriveKey(loadConfig().rootKey, 'identity:limits:1'), owner.organization.id).toString('base64url');
  await byHand('update auth.rate_limits set points = 200 where key = $1', `inviteOrganization:${counted}`);
  const refused = await owner.call('POST', '/invitations', { email: someone(), role: 'viewer' });
  t.is(refused.status, 429);
  t.truthy(refused.headers.get('retry-after'));
}); // prettier-ignore
