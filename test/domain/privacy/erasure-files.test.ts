import { access, mkdir, mkdtemp, rename, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { requestErasure } from '#domain/privacy/erasure/request.ts';
import { newId } from '#lib/ids.ts';
import { carryOut } from '../../_support/erasing.ts';
import { live } from '../../_support/lived.ts';
import { testContext, testServices } from '../../_support/services.ts';

async function* file() {
  yield Buffer.from('email\nstranger@example.com\n');
}

/** A file with an unrelated person, waiting to be imported, and an erasure of somebody else. */
async function setUp(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'assent-erasure-files-'));
  const services = await testServices(t, { folder });
  const ctx = await testContext(services);
  const gone = await live(services, ctx, 'gone');
  const kept = await keepFile(services, ctx, newId(), file());
  const waiting = await createImport(services, ctx, kept, uploadOptions.parse({ start: false }));
  const erasure = await requestErasure(services, ctx, { contact_id: gone.id, dry_run: false });
  return {
    path: join(folder, kept.key),
    erase: () => carryOut(services, ctx, erasure.id),
    status: async () => (await getImport(services, ctx, waiting.id)).status,
  };
}

test('a file of others stays when the storage is away while somebody is erased', async (t) => {
  const { path, erase, status } = await setUp(t);
  const before = await status();
  await rename(path, `${path}.away`);
  await mkdir(path);
  await t.throwsAsync(erase(), { code: 'EISDIR' });
  t.is(await status(), before);

  await rmdir(path);
  await rename(`${path}.away`, path);
  await erase();
  t.is(await status(), before);
  await t.notThrowsAsync(access(path));
});

test('a file that no longer opens goes: nobody can say who is in it', async (t) => {
  const { path, erase, status } = await setUp(t);
  await writeFile(path, 'what a sealed file never is');
  await erase();
  t.is(await status(), 'canceled');
  await t.throwsAsync(access(path), { code: 'ENOENT' });
});
