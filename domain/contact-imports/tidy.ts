import { ContactImport } from '#models/import.ts';
import type { Context, Services } from '../context.ts';

/** The result of an import. */
export type ImportRun = {
  status: ContactImport['status'];
  created: number;
  updated: number;
  failed: number;
};

/**
 * Removes the file of an import that cannot be run again, so that its personal data is not stored twice. After a dry
 * run or a failure the file stays for another run.
 * @returns the result of the import
 */
export async function tidyImport(services: Services, ctx: Context, id: string): Promise<ImportRun> {
  const row = await services.db.withTenant(ctx, async (trx) =>
    ContactImport.query(trx).findOne({ id }).throwIfNotFound(),
  );
  const over = row.status === 'canceled' || (row.status === 'completed' && !row.dry_run);
  if (over) await services.files.remove(row.file_key);
  const { status, created, updated, failed } = row;
  return { status, created, updated, failed };
}
