import type { KeyObject } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { nameOf, quoted, quotedColumns } from './catalogue.ts';
import { backupKey, BackupError, type BackupTable, type Manifest } from './manifest.ts';
import { readEncrypted } from './encrypted-file.ts';

/** A backup's folder and the master key it was made with. */
export type Source = { folder: string; masterKey: KeyObject; manifest: Manifest };

/**
 * Loads one table of a backup.
 * @throws {BackupError} when the number of loaded rows differs from the manifest
 */
export async function copyIn(
  client: pg.Client,
  { folder, masterKey, manifest }: Source,
  table: BackupTable,
  into = quoted(client, table),
): Promise<void> {
  const columns = quotedColumns(client, table.columns);
  const copy = client.query(copyFrom(`copy ${into} (${columns}) from stdin`));
  await pipeline(readEncrypted(folder, table.file, backupKey(masterKey, manifest.id)), copy);
  if (copy.rowCount !== table.rows) {
    throw new BackupError(
      `${nameOf(table)}: ${copy.rowCount} rows loaded, ${table.rows} were taken`,
    );
  }
}
