import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '#lib/config.ts';
import { createRuntime } from '#runtime/services.ts';
import { BackupError } from './backup/manifest.ts';
import { restoreBackup } from './backup/restore.ts';
import { dataDir, onInstallation } from './services/installation.ts';

/*
 * Puts a backup into an empty database (docs/backup.md).
 *   npm run restore -- FOLDER                 into the data folder, which must not have a database
 *   DATABASE_URL=… npm run restore -- FOLDER  into an empty external database
 *     --keys FOLDER   where the newest keys of persons are; `keys` beside the backup unless given
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { keys: { type: 'string' } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new ConfigError('Name the folder of one backup: npm run restore -- FOLDER');
  }
  await onInstallation(
    async (config) => {
      const runtime = createRuntime(config, 'restore', 2);
      try {
        const began = Date.now();
        const manifest = await restoreBackup({
          databaseUrl: config.DATABASE_URL,
          masterKey: config.masterKey,
          folder: resolve(folder),
          keys: values.keys === undefined ? undefined : resolve(values.keys),
          stores: runtime.services,
          dataDir: dataDir(),
        });
        const seconds = ((Date.now() - began) / 1000).toFixed(1);
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        console.log(`✔ ${rows} rows as of ${manifest.taken_at}, in ${seconds} s`);
      } finally {
        await runtime.close();
      }
    },
    { fresh: true },
  );
}

try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof BackupError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
