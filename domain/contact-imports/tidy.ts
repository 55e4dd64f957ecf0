import { ContactImport } from '#models/import.ts';
import type { Context, Services } from '../context.ts';

/** How an import ended. */
export type ImportRun = {
  status: ContactImport['status'];
  created: number;
  updated: number;
  failed: number;
};

/**
 * Removes the file of an import that nobody can run again, so that the people in it are not kept a second time. After
 * a dry run or a failure it stays: it can be run again.
 * @returns how the import ended
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
