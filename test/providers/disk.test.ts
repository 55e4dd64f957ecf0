import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
