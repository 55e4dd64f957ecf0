import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createDiskStorage } from '#providers/storage/disk.ts';

test('a folder nobody has written to is empty, one that cannot be read is an error', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-disk-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const first = (name: string) => createDiskStorage(join(folder, name)).list('').next();
  t.true((await first('none')).done);
  await writeFile(join(folder, 'file'), '');
  await t.throwsAsync(first('file'), { code: 'ENOTDIR' });
});

const once = async function* (): AsyncGenerator<Buffer> {
  yield Buffer.from('x');
};

test('a key leads nowhere else, however it is written', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-disk-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'secret'), 'hush');
  const storage = createDiskStorage(join(folder, 'files'));
  const ways = ['../secret', 'a/../../secret', join(folder, 'secret'), '.', '..', '', 'a/', 'a//b', './a', '..\\secret', 'a\0b']; // prettier-ignore
  for (const key of ways) {
    const refused = { instanceOf: TypeError, message: 'key must be a plain path' };
    await t.throwsAsync(async () => storage.readText(key), refused, key);
    await t.throwsAsync(async () => storage.remove(key), refused, key);
    await t.throwsAsync(async () => storage.write(key, once()), refused, key);
    t.throws(() => storage.read(key), refused, key);
  }
  t.deepEqual(await readdir(folder), ['secret']);
});

test('what is stored is for its user alone', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-disk-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const files = join(folder, 'files');
  await createDiskStorage(files).write('tenant/imports/one', once());
  for (const [path, mode] of [
    ['', 0o700],
    ['tenant', 0o700],
    ['tenant/imports', 0o700],
    ['tenant/imports/one', 0o600],
  ] as const) {
    t.is((await stat(join(files, path))).mode & 0o777, mode, path);
  }
});
