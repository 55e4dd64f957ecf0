import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '#lib/config.ts';
import { systemContext } from '#domain/context.ts';
import { beginRecovery } from '#domain/recovery/begin-recovery.ts';
import { JournalError } from '#domain/recovery/journal.ts';
import { sanctionRecovery } from '#domain/recovery/sanction.ts';
import { takeAccessAway } from '#domain/recovery/take-access-away.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { createRuntime, type Runtime } from '#runtime/services.ts';
import { BackupError } from './backup/manifest.ts';
import { restoreBackup } from './backup/restore.ts';
import { dataDir, onInstallation } from './services/installation.ts';

/*
 * Restores a backup into an empty database (docs/backup.md).
 *   npm run restore -- FOLDER                 into the data folder, which must not have a database
 *   DATABASE_URL=… npm run restore -- FOLDER  into an empty external database
 *     --keys FOLDER   folder of the newest keys of persons; default: `keys` beside the backup
 *   npm run restore -- --sanction             after a database was restored by other means: copies the missing seals
 *     from where they are published, and signs that their rows were lost
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { keys: { type: 'string' }, sanction: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (values.sanction && folder === undefined) {
    await onInstallation(async (config) => {
      const runtime = createRuntime(config, 'restore', 2);
      await acceptLoss(runtime, { restored: false }).finally(() => runtime.close());
    });
    return;
  }
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
          previousMasterKey: config.previousMasterKey,
          folder: resolve(folder),
          keys: values.keys === undefined ? undefined : resolve(values.keys),
          stores: runtime.services,
          dataDir: dataDir(),
        });
        const seconds = ((Date.now() - began) / 1000).toFixed(1);
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        console.log(`✔ ${rows} rows as of ${manifest.taken_at}, in ${seconds} s`);
        await acceptLoss(runtime, { restored: true });
      } finally {
        await runtime.close();
      }
    },
    { fresh: true },
  );
}

/**
 * Removes at once what members and API keys have lost since the backup. People whose later withdrawals or blocks are
 * missing in the backup are protected by the workers: they apply the journals before they send anything.
 */
async function acceptLoss({ services }: Runtime, how: { restored: boolean }): Promise<void> {
  for (const tenant of await allTenants(services)) {
    const ctx = systemContext(tenant, 'restore');
    const recovery = await beginRecovery(services, ctx, how);
    const taken =
      recovery && !recovery.access_at && (await takeAccessAway(services, ctx, recovery));
    const lost = await sanctionRecovery(services, ctx);
    if (!recovery && !lost) continue;
    const since = (recovery?.last_seal ?? 0) - (recovery?.known_seal ?? 0);
    console.log(
      `  ${tenant}  ${lost?.removed ?? 0} rows of the audit log were lost; ${since} journals to apply at the next start`,
    );
    if (!taken) continue;
    console.log(
      `    taken away again: API keys ${taken.api_keys_deleted}, members ${taken.members_removed}, deactivated ${taken.members_deactivated}, roles ${taken.roles_lowered}, invitations ${taken.invitations_deleted}; sessions ended: ${taken.sessions_ended}`,
    );
  }
}

try {
  await main();
} catch (error) {
  const known =
    error instanceof ConfigError || error instanceof BackupError || error instanceof JournalError;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
