import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '#lib/config.ts';
import { createRuntime } from '#runtime/services.ts';
import { checkBackup } from './backup/check.ts';
import { BackupError, masterOf } from './backup/manifest.ts';
import { takeBackup } from './backup/take.ts';
import { dataDir, onInstallation } from './services/installation.ts';

/*
 * Backs up an installation while it runs, or checks a backup (docs/backup.md).
 *   npm run backup                      into `backups` in the data folder
 *   npm run backup -- --to FOLDER       into a new folder below FOLDER
 *   npm run backup -- --keys FOLDER     puts the keys of persons into another folder; only the newest copy is kept
 *   npm run backup -- --check FOLDER    reads a backup as a restore would, and changes nothing
 */
const size = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { to: { type: 'string' }, keys: { type: 'string' }, check: { type: 'string' } },
  });
  const { check } = values;
  await onInstallation(async (config) => {
    if (check !== undefined) {
      const { taken_at, tables, stored } = await checkBackup(
        resolve(check),
        await masterOf(resolve(check), [
          config.masterKey,
          ...(config.previousMasterKey ? [config.previousMasterKey] : []),
        ]),
      );
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      console.log(`✔ ${check} is whole: ${rows} rows, ${stored.length} files, as of ${taken_at}`);
      return;
    }
    const runtime = createRuntime(config, 'backup', 2);
    try {
      const began = Date.now();
      const { folder, keysFolder, manifest, bytes } = await takeBackup({
        databaseUrl: config.DATABASE_URL,
        masterKey: config.masterKey,
        to: resolve(values.to ?? join(dataDir(), 'backups')),
        keysTo: values.keys === undefined ? undefined : resolve(values.keys),
        stores: runtime.services,
        dataDir: dataDir(),
      });
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(
        `✔ ${folder}\n  ${rows} rows, ${manifest.stored.length} files, ${size(bytes)}, as of ${manifest.taken_at}, in ${seconds} s`,
      );
      console.log(`  Keys of persons: ${keysFolder} (copy it along, and keep no older one)`);
      console.log('  The master key is not in it: keep that apart.');
    } finally {
      await runtime.close();
    }
  });
}

try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof BackupError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
