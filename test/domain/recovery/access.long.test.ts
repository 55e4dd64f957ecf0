import test, { type ExecutionContext } from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext, type Context } from '#domain/context.ts';
import type { TenantRole } from '#domain/permissions.ts';
import { beginRecovery } from '#domain/recovery/begin-recovery.ts';
import { assertAccessKnown } from '#domain/recovery/assert-access-known.ts';
import { recover } from '#domain/recovery/recover.ts';
import { sanctionRecovery } from '#domain/recovery/sanction.ts';
import { takeAccessAway } from '#domain/recovery/take-access-away.ts';
import { tenantId } from '#lib/ids.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { takeBackup, type Taken } from '../../../bin/backup/take.ts';
import {
  cookieOf,
  identityServer,
  randomAddress,
  type IdentityServer,
  type SignedUp,
} from '../../_support/identity.ts';
import {
  asOwner,
  installation,
  temporaryFolder,
  type Installation,
} from '../../_support/installations.ts';
import { ownDatabase } from '../../_support/own-database.ts';

type Key = { id: string; key: string };
type Lost = {
  lost: Installation;
  ctx: Context;
  taken: Taken;
  owner: SignedUp;
  /** An organisation without changes since. */
  other: SignedUp;
  people: Record<
    'removed' | 'switchedOff' | 'lowered' | 'raised' | 'returned' | 'joined',
    SignedUp
  >;
  keys: Record<'deleted' | 'narrowed' | 'renamed', Key>;
};

/**
 * Takes a backup. Then people leave, lose and get rights, keys are revoked, the log is sealed, and the database is
 * lost.
 */
async function lose(t: ExecutionContext): Promise<Lost> {
  const lost = await installation(t, await ownDatabase(t));
  const server = await identityServer(t, { on: lost });
  const [owner, other] = [await server.signUp(), await server.signUp()];
  const ctx = systemContext(tenantId(owner.organization.id), 'test');
  const add = async (role: TenantRole, person?: SignedUp): Promise<SignedUp> => {
    const who = person ?? (await server.signUp());
    await server.removeMember(who.userId);
    await asOwner(
      lost,
      `insert into auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, $3, now())`,
      [ctx.tenantId, who.userId, role],
    );
    return who;
  };
  const made = async (): Promise<Key> => {
    const scopes = ['contacts:read', 'organization:read'];
    return (await owner.call('POST', '/api-keys', { name: 'one', scopes })).body;
  };
  const keys = { deleted: await made(), narrowed: await made(), renamed: await made() };
  const people = {
    removed: await add('admin'),
    switchedOff: await add('admin'),
    lowered: await add('admin'),
    raised: await add('viewer'),
    returned: await add('member'),
  };
  await asOwner(
    lost,
    `insert into auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
     values ($1, 'guest@example.com', 'admin', 'pending', now() + interval '1 day', $2)`,
    [ctx.tenantId, owner.userId],
  );
  const seal = async (): Promise<void> => {
    for (const id of [owner.organization.id, other.organization.id]) {
      const one = systemContext(tenantId(id), 'test');
      await sealAudit(server.services, one);
      await publishSeals(server.services, one);
    }
  };
  await seal();
  const taken = await takeBackup({
    databaseUrl: lost.databaseUrl,
    masterKey: lost.masterKey,
    to: await temporaryFolder(t),
    stores: lost,
  });

  await owner.call('DELETE', `/api-keys/${keys.deleted.id}`);
  await asOwner(
    lost,
    `update auth.apikey set permissions = '{"contacts":["read"]}' where id = $1`,
    [keys.narrowed.id],
  );
  await asOwner(lost, `update auth.apikey set name = 'other' where id = $1`, [keys.renamed.id]);
  await asOwner(lost, `update auth.invitation set status = 'canceled'`);
  await server.removeMember(people.removed.userId);
  // The role that they are given afterwards changes nothing of that.
  await owner.call('PATCH', `/users/${people.switchedOff.userId}`, { active: false });
  await owner.call('PATCH', `/users/${people.switchedOff.userId}`, { role: 'member' });
  await server.setRole(people.lowered.userId, 'viewer');
  await server.setRole(people.raised.userId, 'admin');
  await add('owner', people.returned);
  const joined = await add('admin');
  await sealAudit(server.services, ctx);
  await publishSeals(server.services, ctx);
  return { lost, ctx, taken, owner, other, people: { ...people, joined }, keys };
}

/** The backup in a new database, the seals as they are now. */
async function putBack(t: ExecutionContext, { lost, taken }: Lost): Promise<Installation> {
  const to = await installation(t, await ownDatabase(t), { like: lost, empty: true });
  await restoreBackup({ ...to, folder: taken.folder, stores: to });
  return to;
}

const READ = ['GET', '/organizations/me'] as const;

const withKey = (server: IdentityServer, { key }: { key: string }) =>
  server.call(...READ, undefined, { authorization: `Bearer ${key}` });

const signIn = (server: IdentityServer, { email, password }: SignedUp) =>
  server.call('POST', '/auth/login', { email, password }, { 'x-forwarded-for': randomAddress() });

/** Returns the organisation a user signs in to, and their role there. */
async function roleIn(server: IdentityServer, person: SignedUp): Promise<[string, string]> {
  const cookie = cookieOf((await signIn(server, person)).headers);
  const { body: organization } = await server.call(...READ, undefined, { cookie });
  const { body: user } = await server.call('GET', '/users/me', undefined, { cookie });
  return [organization.id, user.role];
}

/** Asserts that nobody can do more than at the loss of the database, or than at the backup. */
async function nothingMore(
  t: ExecutionContext,
  server: IdentityServer,
  { owner, other, people, keys }: Lost,
): Promise<void> {
  t.is((await withKey(server, owner)).status, 200);
  t.is((await withKey(server, keys.renamed)).status, 200);
  t.is((await withKey(server, keys.deleted)).status, 401);
  t.is((await withKey(server, keys.narrowed)).status, 401, 'what it may now is not known');
  for (const one of [owner, ...Object.values(people)]) {
    const { status } = await server.call(...READ, undefined, { cookie: one.cookie });
    t.is(status, 401, 'whoever signed out since is not signed in again');
  }
  const here = owner.organization.id;
  t.deepEqual(await roleIn(server, owner), [here, 'owner']);
  t.deepEqual(await roleIn(server, people.lowered), [here, 'viewer']);
  t.deepEqual(await roleIn(server, people.raised), [here, 'viewer'], 'nothing is given');
  t.deepEqual(await roleIn(server, people.returned), [here, 'member'], 'nothing is given');
  for (const gone of [people.removed, people.switchedOff]) {
    const { status, body } = await signIn(server, gone);
    t.is(status, 200);
    t.is(body.organization, null, 'and no new one is made');
  }
  t.is((await signIn(server, people.joined)).status, 401, 'the backup has never heard of them');
  t.deepEqual(await roleIn(server, other), [other.organization.id, 'owner']);
}

test('revoked keys, removed members and lowered roles do not come back with an old backup', async (t) => {
  const found = await lose(t);
  await byOurRestore(t, found);
  await byOtherMeans(t, found);
});

async function byOurRestore(t: ExecutionContext, found: Lost): Promise<void> {
  const to = await putBack(t, found);
  const services = to.services();
  const { ctx } = found;
  // As bin/restore.ts does, before anything is started.
  const recovery = await beginRecovery(services, ctx, { restored: true });
  if (!recovery) throw new Error('it is behind');
  t.deepEqual(await takeAccessAway(services, ctx, recovery), {
    members_removed: 1,
    members_deactivated: 1,
    roles_lowered: 2,
    api_keys_deleted: 2,
    invitations_deleted: 1,
    sessions_ended: 6,
  });
  t.is(await takeAccessAway(services, ctx, recovery), null, 'once is enough');
  await sanctionRecovery(services, ctx);
  await nothingMore(t, await identityServer(t, { on: to }), found);
  await recover(services, ctx);

  const rows: { action: string; entity_id: string; actor_type: string; detail: object }[] =
    await services.db.withTenant(ctx, (trx) =>
      trx('audit_log')
        .where({ request_id: ctx.requestId })
        .whereIn('action', [
          'member.removed',
          'member.deactivated',
          'member.role_changed',
          'api_key.deleted',
        ])
        .orderBy(['action', 'entity_id'])
        .select('action', 'entity_id', 'actor_type', 'detail'),
    );
  t.deepEqual(
    rows.map((row) => [row.action, row.entity_id]).sort(),
    [
      ['api_key.deleted', found.keys.deleted.id],
      ['api_key.deleted', found.keys.narrowed.id],
      ['member.removed', found.people.removed.userId],
      ['member.deactivated', found.people.switchedOff.userId],
      ['member.role_changed', found.people.lowered.userId],
      ['member.role_changed', found.people.switchedOff.userId],
    ].sort(),
  );
  for (const row of rows) {
    t.is(row.actor_type, 'system');
    t.false('login' in row.detail, 'nobody did it by hand');
  }
}

/** The API admits nobody before a worker has run. */
async function byOtherMeans(t: ExecutionContext, found: Lost): Promise<void> {
  const { ctx, owner, other, keys } = found;
  const to = await putBack(t, found);
  const server = await identityServer(t, { on: to });
  for (const one of [owner, keys.deleted, keys.renamed]) {
    const { status, body, headers } = await withKey(server, one);
    t.is(status, 503, 'whether it was revoked is not known yet');
    t.is(headers.get('retry-after'), '5');
    t.regex(body.detail, /earlier state/);
  }
  t.is((await server.call(...READ, undefined, { cookie: owner.cookie })).status, 503);
  t.is((await signIn(server, found.people.removed)).status, 503);
  t.is((await withKey(server, other)).status, 200, 'of the others everything is known');

  // Killed half-way, and with two workers at once: it happens once.
  const services = to.services();
  await Promise.all([recover(services, ctx), recover(services, ctx)]);
  await nothingMore(t, server, found);
  const done = await services.db.withTenant(ctx, (trx) =>
    trx('audit_log').where({ action: 'recovery.access_taken' }).select('detail'),
  );
  t.is(done.length, 1);
}

test('while the place of the seals cannot be read, who is let in is not guessed', async (t) => {
  const server = await identityServer(t);
  const { organization } = await server.signUp();
  const scope = { tenantId: tenantId(organization.id) };
  const away = {
    ...server.services.seals,
    readText: () => Promise.reject(new Error('bucket away')),
  };
  await t.throwsAsync(assertAccessKnown({ ...server.services, seals: away }, scope), {
    name: 'AppError',
    message: /cannot be read/,
  });
  await t.notThrowsAsync(assertAccessKnown(server.services, scope));
});
