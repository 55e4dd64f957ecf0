import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { claimDataDir } from '../../bin/services/data-dir.ts';

test('a data folder that was there is entered by Postgres too, and listed by nobody else', async (t) => {
  // mkdtemp makes it as a test or a copy may have left it: closed to everybody else.
  const dir = await mkdtemp(join(tmpdir(), 'assent-data-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const release = await claimDataDir(dir);
  t.teardown(release);
  const { mode } = await stat(dir);
  t.is(mode & 0o777, process.getuid?.() === 0 ? 0o711 : 0o700);
});
