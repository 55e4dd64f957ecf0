import { createSecretKey, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { getContact } from '#domain/contacts/read.ts';
import { advanceRotation } from '#domain/keys/rotation-steps.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { rewrapRoot, rewrapTenant } from '#domain/keys/rewrap.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { blindIndex, createKeyring } from '#domain/keyring/keyring.ts';
import { destroyPersonKeys, personKeys } from '#domain/encryption/person-keys.ts';
import { createDatabase, type Database } from '#lib/db.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { takeBackup } from '../../../bin/backup/take.ts';
import { migrate } from '../../../bin/migrate.ts';
import { ann, lived, take } from '../../_support/backups.ts';
import { installation, temporaryFolder, type Installation } from '../../_support/installations.ts';
import { ownDatabase } from '../../_support/own-database.ts';

test('the key of a person that was destroyed since does not come back with an old backup', async (t) => {
  const { from, services, ctx } = await lived(t);
  const keys = await services.keyring.keys(ctx);
  const [gone, stays] = ['gone@example.com', 'stays@example.com'].map((address) =>
    blindIndex(keys, 'email', address),
  );
  if (!gone || !stays) throw new Error('two addresses');
  await services.db.withTenant(ctx, (trx) => personKeys(trx, keys, [gone, stays]));
  const to = await temporaryFolder(t);
  const old = await take(t, from, to);
  await services.db.withRetentionRole(ctx, (trx) => destroyPersonKeys(trx, [gone]));
  await take(t, from, to);

  const target = await installation(t, await ownDatabase(t), { like: from, empty: true });
  await restoreBackup({ ...target, folder: old.folder, stores: target });
  const left = await target
    .services()
    .db.withTenant(ctx, (trx) => trx('person_keys').select('address_bidx'));
  t.deepEqual(
    left.map((row) => row.address_bidx),
    [stays],
  );
});

test('a backup from before its keys and the master key were replaced comes back with both master keys', async (t) => {
  const { from, services: source, ctx, contactId } = await lived(t);
  const to = await temporaryFolder(t);
  const old = await take(t, from, to);
  // The data key that encrypted the backup's rows is replaced and destroyed.
  const short = { aheadMs: 1_000, settleMs: 1_500 };
  const { id } = await startRotation(source, ctx, { kind: 'data', keep_days: 400 }, short);
  for (;;) {
    const { done, waitMs } = await advanceRotation(source, ctx, id);
    if (done) break;
    await sleep(waitMs);
  }
  const first = await source.db.withTenant(ctx, (trx) =>
    trx('tenant_keys').where({ kind: 'data', version: 1 }).first('wrapped'),
  );
  t.is(first?.wrapped, null, 'it is gone from the living database');
  const masterKey = createSecretKey(randomBytes(32));
  const keys = { current: masterKey, previous: from.masterKey };
  await migrate(from.databaseUrl, masterKey, undefined, from.masterKey);
  const rotated: Installation = { ...from, masterKey };
  const db = databaseOf(t, rotated);
  await rewrapRoot(db, ctx, keys);
  for (const tenantId of await allTenants({ db })) await rewrapTenant(db, { tenantId }, keys);
  await take(t, rotated, to);

  const target = await installation(t, await ownDatabase(t), { like: rotated, empty: true });
  const restoring = { ...target, folder: old.folder, stores: target };
  await t.throwsAsync(restoreBackup(restoring), { message: /another master key/ });
  await restoreBackup({ ...restoring, previousMasterKey: from.masterKey });
  const restored = databaseOf(t, target);
  const services = {
    ...target.services(),
    db: restored,
    keyring: createKeyring(restored, masterKey, undefined, from.masterKey),
  };
  t.is((await getContact(services, ctx, contactId, true)).email, ann.address);
});

const databaseOf = (t: ExecutionContext, of: Installation): Database => {
  const db = createDatabase({
    url: of.databaseUrl,
    masterKey: of.masterKey,
    applicationName: 'assent:test',
    max: 2,
    patienceMs: 60_000,
  });
  t.teardown(() => db.close());
  return db;
};

test('only the newest keys are kept, and older ones are not taken', async (t) => {
  const { from } = await lived(t);
  const to = await temporaryFolder(t);
  const first = await take(t, from, to);
  const elsewhere = await temporaryFolder(t);
  const second = await takeBackup({
    databaseUrl: from.databaseUrl,
    masterKey: from.masterKey,
    to,
    keysTo: elsewhere,
    stores: from,
  });
  const third = await take(t, from, to);
  t.deepEqual(await readdir(join(to, 'keys')), [third.keysFolder.split('/').at(-1)]);
  t.not(first.folder, third.folder);
  const target = await installation(t, await ownDatabase(t), { like: from, empty: true });
  await t.throwsAsync(
    restoreBackup({ ...target, folder: third.folder, keys: elsewhere, stores: target }),
    { message: /older than the backup/ },
  );
  await t.notThrowsAsync(
    restoreBackup({ ...target, folder: second.folder, keys: join(to, 'keys'), stores: target }),
  );
});
