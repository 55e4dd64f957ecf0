import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { recordAudits } from '#domain/audit/record.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { s3Location } from '#providers/storage/location.ts';
import { createS3Storage } from '#providers/storage/s3.ts';
import pg from 'pg';
import { testBucket } from '../_support/object-store/bucket.ts';
import { testContext, testServices } from '../_support/services.ts';

async function* pieces(content: Buffer, size = 100_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function* broken(): AsyncGenerator<Buffer> {
  yield* pieces(randomBytes(7_000_000));
  throw new Error('the upload ended early');
}

async function all(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found;
}

test('a small file and one of many parts come back as they were', async (t) => {
  const { store, storage } = await testBucket(t);
  for (const size of [0, 1_000, 13_000_000]) {
    const content = randomBytes(size);
    t.is(await storage.write(`a/${size}`, pieces(content)), size);
    t.true(content.equals(await buffer(storage.read(`a/${size}`))));
  }
  t.true(store.objects.has('in/here/a/1000'));
  t.true(
    store.seen.some((line) => line.endsWith('?partNumber&uploadId&x-id')),
    'sent in parts',
  );
  t.is(store.uploads.size, 0);
});

test('names with signs, a list over several pages, removal, nothing there', async (t) => {
  const { storage } = await testBucket(t);
  const names = Array.from(
    { length: 23 },
    (_, i) => `t/${String(i).padStart(2, '0')} é+&'(1).json`,
  );
  for (const name of [...names, 'other/x']) await storage.write(name, pieces(Buffer.from(name)));
  t.deepEqual(await all(storage.list('t/')), names);
  t.is(await storage.readText(names[3] ?? ''), names[3] ?? '');
  await storage.remove(names[3] ?? '');
  t.is(await storage.readText(names[3] ?? ''), null);
  t.is((await all(storage.list('t/'))).length, 22);
  await t.throwsAsync(storage.write('../out', pieces(Buffer.from('x'))), { message: /plain path/ });
});

test('told to slow down, or cut off, it tries again', async (t) => {
  const { store, storage } = await testBucket(t);
  store.trouble.slowDown = 2;
  await storage.write('a/1', pieces(Buffer.from('one')));
  store.trouble.cut = 2;
  await storage.write('a/2', pieces(Buffer.from('two')));
  store.trouble.cut = 1;
  t.is(await storage.readText('a/1'), 'one');
  t.is(await storage.readText('a/2'), 'two');
});

test('an answer cut off half-way is an error, never half a file', async (t) => {
  const { store, storage } = await testBucket(t);
  await storage.write('a/1', pieces(randomBytes(200_000)));
  store.trouble.cutBody = 1;
  await t.throwsAsync(buffer(storage.read('a/1')));
});

test('content that ends in an error leaves no file and no parts', async (t) => {
  const { store, storage } = await testBucket(t);
  await t.throwsAsync(storage.write('a/1', broken()), { message: /ended early/ });
  t.is(store.objects.size, 0);
  t.is(store.uploads.size, 0);
});

test('another key, another region or another bucket is refused, and the ping says so', async (t) => {
  const { storage, address } = await testBucket(t);
  await t.notThrowsAsync(storage.ping());
  await t.throwsAsync(createS3Storage(s3Location(address('us-east-1'))).ping());
  const other = createS3Storage(s3Location(address().replace('s3://bucket', 's3://other')));
  await t.throwsAsync(other.ping());
  const strict = await testBucket(t, '', 'another secret');
  await t.throwsAsync(strict.storage.readText('a/1'), { name: 'SignatureDoesNotMatch' });
});

test('seals are kept under a lock when told so', async (t) => {
  const { store, storage } = await testBucket(t, '&retain_days=30');
  await storage.write('t/1.json', pieces(Buffer.from('{}')));
  const until = Date.parse(store.objects.get('in/here/t/1.json')?.lockedUntil ?? '');
  t.true(Math.abs(until - Date.now() - 30 * 86_400_000) < 60_000);
});

test('addresses that cannot be meant are refused with what is wrong', (t) => {
  for (const [address, message] of [
    ['https://bucket/x', /s3:\/\/bucket/],
    ['s3://key:secret@bucket/x', /credentials/],
    ['s3://bucket/x?pathstyle=true', /pathstyle/],
    ['s3://bucket/x?retain_days=0', /retain_days/],
    ['s3://bucket/x?endpoint=example.com', /https/],
  ] as const) {
    t.throws(() => s3Location(address), { message }, address);
  }
  t.like(s3Location('s3://bucket//a/b/'), { bucket: 'bucket', prefix: 'a/b/', pathStyle: false });
  t.throws(() => loadConfig({ ...process.env, SEALS_DIR: '/x', SEALS_URL: 's3://x' }), {
    message: /not both/,
  });
  t.throws(() => loadConfig({ ...process.env, STORAGE_URL: '/tmp' }), { message: /STORAGE_URL/ });
});

test('a tail cut off in the database is found by the seals in the bucket', async (t) => {
  const { store, storage } = await testBucket(t);
  const services = { ...(await testServices(t)), seals: storage };
  const ctx = await testContext(services);
  for (let i = 0; i < 2; i++) {
    await services.db.withTenant(ctx, (trx) =>
      recordAudits(trx, ctx, [
        { action: 'organization.deleted', entityType: 'test', entityId: String(i) },
      ]),
    );
    await sealAudit(services, ctx);
  }
  store.trouble.slowDown = 1;
  await publishSeals(services, ctx);
  t.like(await verifyAudit(services, ctx), { ok: true, seals: 2, published: 2 });
  const owner = new pg.Client(loadConfig().DATABASE_URL);
  await owner.connect();
  await owner.query(
    `with gone as (delete from audit_seals where tenant_id = $1 and number = 2 returning first_position),
       places as (delete from audit_leaves l using gone where l.tenant_id = $1
         and l.position >= gone.first_position returning entry_id)
     delete from audit_log a using places where a.tenant_id = $1 and a.id = places.entry_id`,
    [ctx.tenantId],
  );
  await owner.end();
  t.like((await verifyAudit(services, ctx)).first_bad, { kind: 'tail_cut_off', seal: 2 });
});

test('a file of contacts goes through the bucket, sealed, and is imported from there', async (t) => {
  const { store, storage } = await testBucket(t);
  const services = { ...(await testServices(t)), files: storage };
  const ctx = await testContext(services);
  const csv = `email,name\n${Array.from({ length: 1500 }, (_, i) => `canary-${i}@example.com,N${i}`).join('\n')}\n`;
  const file = await keepFile(services, ctx, newId(), pieces(Buffer.from(csv)));
  const made = await createImport(services, ctx, file, uploadOptions.parse({}));
  const [stored] = [...store.objects.values()];
  t.false(stored?.content.includes('canary'));
  store.trouble.slowDown = 1;
  await runImport(services, ctx, made.id, () => undefined);
  t.like(await getImport(services, ctx, made.id), { status: 'completed', created: 1500 });
});
