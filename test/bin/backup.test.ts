import { createSecretKey, randomBytes } from 'node:crypto';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { publishSeals } from '#domain/audit/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit/verify-audit.ts';
import { getContact } from '#domain/contacts/read.ts';
import type { Context, Services } from '#domain/context.ts';
import { lastBackup } from '#domain/recovery/last-backup.ts';
import { advanceRotation } from '#domain/keys/advance-rotation.ts';
import { startRotation } from '#domain/keys/start-rotation.ts';
import { rewrapRoot, rewrapTenant } from '#domain/keys/rewrap.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { blindIndex, createKeyring } from '#domain/tenancy/keyring.ts';
import { destroyPersonKeys, personKeys } from '#domain/tenancy/person-keys.ts';
import { createDatabase, roleUrl, type Database } from '#lib/db.ts';
import { checkBackup } from '../../bin/backup/check.ts';
import { restoreBackup } from '../../bin/backup/restore.ts';
import { migrate } from '../../bin/migrate.ts';
import { takeBackup, type Taken } from '../../bin/backup/take.ts';
import { makeAudience } from '../../bench/audience.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import {
  asOwner,
  installation,
  temporaryFolder,
  type Installation,
} from '../_support/installations.ts';
import { hostedDatabase, ownDatabase } from '../_support/own-database.ts';
import { testContext } from '../_support/services.ts';

const ann: Person = { channel: 'email', address: 'ann@example.com', purpose: 'marketing' };
const ben: Person = { channel: 'sms', address: '+12125550123', purpose: 'service' };

type Lived = { from: Installation; services: Services; ctx: Context; contactId: string };

/** Two organisations with people in them, on a database whose owner is no superuser. */
async function lived(t: ExecutionContext): Promise<Lived> {
  const from = await installation(t, await hostedDatabase(t));
  const services = from.services();
  const other = await testContext(services);
  await makeAudience(services, other, 300);
  const ctx = await testContext(services);
  const { contactId } = await grantConsent(services, ctx, ann);
  await grantConsent(services, ctx, ben);
  await stopConsent(services, ctx, ben);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  await services.files.write(`${ctx.tenantId}/imports/x`, content('sealed before'));
  return { from, services, ctx, contactId };
}

const take = async (t: ExecutionContext, from: Installation, to?: string): Promise<Taken> =>
  takeBackup({
    databaseUrl: from.databaseUrl,
    masterKey: from.masterKey,
    to: to ?? (await temporaryFolder(t)),
    stores: from,
    dataDir: from.dataDir,
  });

/** One bit in the middle is another. */
const flip = async (path: string): Promise<void> => {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
};

/** One table is left out of the manifest. */
const fewer = async (path: string): Promise<void> => {
  const parsed = JSON.parse(await readFile(path, 'utf8'));
  parsed.tables = parsed.tables.slice(1);
  await writeFile(path, JSON.stringify(parsed));
};

async function* content(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

test('everything is back as it was, on a database whose owner is no superuser', async (t) => {
  const { from, services: source, ctx, contactId } = await lived(t);
  t.deepEqual(await lastBackup(source, ctx), { taken_at: null, bytes: null, late: true });
  await writeFile(join(from.dataDir, 'demo.json'), '{"password":"hush"}');
  const { folder, manifest } = await take(t, from);
  const last = await lastBackup(source, ctx);
  t.is(last.taken_at?.toISOString(), manifest.taken_at);
  t.false(last.late);
  t.true(manifest.tables.length > 50);
  t.is(manifest.tables.find((table) => table.name === 'contacts')?.rows, 302);

  const to = await installation(t, await hostedDatabase(t), { like: from, empty: true });
  await restoreBackup({ ...to, folder, stores: to });
  t.deepEqual(await everyRow(to), await everyRow(from, ['backups']));
  t.deepEqual(await shape(to), await shape(from));
  t.is(await readFile(join(to.dataDir, 'demo.json'), 'utf8'), '{"password":"hush"}');
  t.is(
    await readFile(join(to.dataDir, 'files', ctx.tenantId, 'imports', 'x'), 'utf8'),
    'sealed before',
  );

  // It is alive: sealed values open, numbers go on, triggers count once, the log verifies.
  const services = to.services();
  t.is((await getContact(services, ctx, contactId, true)).email, ann.address);
  const before = await tally(to, ctx);
  await grantConsent(services, ctx, { ...ann, address: 'carl@example.com' });
  t.is(await tally(to, ctx), before + 1);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  const verdict = await verifyAudit(services, ctx);
  t.is(verdict.first_bad, null);
  t.is(verdict.removed, 0);
});

test('it is of one moment, although everything goes on meanwhile', async (t) => {
  const { from, services, ctx } = await lived(t);
  const done = new AbortController();
  const writer = (async () => {
    for (let i = 0; !done.signal.aborted; i++) {
      await grantConsent(services, ctx, { ...ann, address: `w${i}@example.com` });
    }
  })();
  const { folder } = await take(t, from);
  done.abort();
  await writer;
  const to = await installation(t, await ownDatabase(t), { like: from, empty: true });
  await restoreBackup({ ...to, folder, stores: to });
  // Each grant made a contact, a consent, an event and an audit row together: there is none without the others.
  const [counts] = await everyRole<{ loose: number; people: number }>(
    to,
    `select (select count(*) from consents c where state = 'granted' and not exists (select from audit_log a
        where a.tenant_id = c.tenant_id and a.entity_id = c.id::text) and tenant_id = $1)::int as loose,
      (select count(*) from contacts where tenant_id = $1)::int as people`,
    [ctx.tenantId],
  );
  t.is(counts?.loose, 0);
  t.true((counts?.people ?? 0) >= 2);
});

test('a damaged, cut, incomplete or foreign backup is refused, and nothing is written', async (t) => {
  const { from } = await lived(t);
  const { folder, keysFolder, manifest } = await take(t, from);
  const to = await installation(t, await ownDatabase(t), { like: from, empty: true });
  const refuse = async (message: RegExp, masterKey = from.masterKey): Promise<void> => {
    await t.throwsAsync(checkBackup(folder, masterKey), { name: 'BackupError', message });
    await t.throwsAsync(restoreBackup({ ...to, masterKey, folder, stores: to }), {
      name: 'BackupError',
      message,
    });
    const [found] = await asOwner<{ n: number }>(
      to,
      `select count(*)::int as n from pg_tables where schemaname = 'public'`,
    );
    t.is(found?.n, 0);
  };
  await refuse(/another master key/, createSecretKey(randomBytes(32)));
  const broken = async (
    file: string,
    damage: (path: string) => Promise<unknown>,
    message: RegExp,
  ) => {
    const path = join(folder, file);
    const whole = await readFile(path);
    await damage(path);
    await refuse(message);
    await writeFile(path, whole);
  };
  const consents = manifest.tables.find((table) => table.name === 'consents')?.file ?? '';
  await broken(consents, flip, /consents.* is damaged/);
  await broken(consents, (path) => truncate(path, 100), /consents.* is damaged/);
  await broken(consents, (path) => appendFile(path, 'x'), /consents.* is damaged/);
  await broken(consents, (path) => rm(path), /consents.* is missing/);
  await broken('manifest.json', (path) => rm(path), /not a finished backup/);
  await broken('manifest.json', flip, /manifest\.json/);
  await broken('manifest.json', fewer, /was changed/);
  await t.throwsAsync(restoreBackup({ ...to, folder: keysFolder, stores: to }), {
    message: /holds keys only/,
  });
  t.is((await checkBackup(folder, from.masterKey)).id, manifest.id);
});

test('it goes into an empty database only', async (t) => {
  const { from } = await lived(t);
  const { folder } = await take(t, from);
  const before = await everyRow(from);
  await t.throwsAsync(restoreBackup({ ...from, folder, stores: from }), { message: /not empty/ });
  t.deepEqual(await everyRow(from), before);
});

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
  await services.db.withKeeper(ctx, (trx) => destroyPersonKeys(trx, [gone]));
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
  // The data key that the backup's rows are sealed with is replaced, and nothing of it left.
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

/** As the role of backups, who sees every tenant's rows. */
async function everyRole<Row extends object>(
  { databaseUrl, masterKey }: Installation,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(roleUrl(databaseUrl, masterKey, 'backup'));
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Every table with the hash of all its rows. */
async function everyRow(of: Installation, but: string[] = []): Promise<Record<string, string>> {
  const tables = await everyRole<{ name: string }>(
    of,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'auth', 'limits') order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    if (but.includes(name.replace('public.', ''))) continue;
    const [row] = await everyRole<{ hash: string }>(
      of,
      `select count(*) || ' ' || md5(coalesce(string_agg(x::text, ',' order by x::text), '')) as hash from ${name} x`,
    );
    found[name] = row?.hash ?? '';
  }
  if (but.includes('backups')) found['public.backups'] = `0 ${'d41d8cd98f00b204e9800998ecf8427e'}`;
  return Object.fromEntries(Object.entries(found).sort());
}

/** Constraints, triggers, policies and row security, as text. */
const shape = (of: Installation): Promise<object[]> =>
  asOwner(
    of,
    `select * from (
       select conrelid::regclass::text as of, conname::text as name, pg_get_constraintdef(oid) || convalidated as text from pg_constraint
         where contype in ('f', 'c', 'p', 'u')
       union all select tgrelid::regclass::text, tgname, tgenabled::text || pg_get_triggerdef(oid) from pg_trigger
         where not tgisinternal
       union all select polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) from pg_policy
       union all select oid::regclass::text, 'rls', relrowsecurity || ' ' || relforcerowsecurity from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace
     ) x order by 1, 2, 3`,
  );

async function tally(of: Installation, ctx: Context): Promise<number> {
  const [row] = await everyRole<{ n: number }>(
    of,
    `select coalesce(sum(n), 0)::int as n from (select tenant_id, kind, n from tallies
       union all select tenant_id, kind, n from tally_changes) x where tenant_id = $1 and kind = 'contact'`,
    [ctx.tenantId],
  );
  return row?.n ?? 0;
}
