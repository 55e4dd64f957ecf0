import { createSecretKey, randomBytes } from 'node:crypto';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { checkBackup } from '../../../bin/backup/check.ts';
import { restoreBackup } from '../../../bin/backup/restore.ts';
import { everyRow, lived, take } from '../../_support/backups.ts';
import { asOwner, installation } from '../../_support/installations.ts';
import { ownDatabase } from '../../_support/own-database.ts';

/** Flips one bit in the middle. */
const flip = async (path: string): Promise<void> => {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
};

/** Removes one table from the manifest. */
const fewer = async (path: string): Promise<void> => {
  const parsed = JSON.parse(await readFile(path, 'utf8'));
  parsed.tables = parsed.tables.slice(1);
  await writeFile(path, JSON.stringify(parsed));
};

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
