import type { Context, Services } from '../../context.ts';
import { chunksOf, countRows, whatIsWrong, type KeptRows } from '../../imports/kept-rows.ts';
import { getTenant } from '../../tenancy/read.ts';
import { finishImport } from './finish.ts';
import { importRow, type SuppressionImportRow, type SuppressionImportStatus } from './row.ts';
import { takeChunk } from './take-chunk.ts';

export type SuppressionImportRun = {
  status: SuppressionImportStatus;
  created: number;
  already: number;
  failed: number;
};

/**
 * Runs an import from the row it has reached. Each chunk commits together with its counts and its position in the
 * file, so that a crash neither loses nor repeats a row. The file is always removed at the end, since it is full of
 * addresses.
 * @param progress called repeatedly with the number of rows counted or read
 */
export async function runSuppressionImport(
  services: Services,
  ctx: Context,
  id: string,
  progress: Progress,
): Promise<SuppressionImportRun> {
  await countSuppressionImport(services, ctx, id, progress);
  await importSuppressionRows(services, ctx, id, progress);
  return tidySuppressionImport(services, ctx, id);
}

type Progress = (rows: number) => void;

/** Counts the rows, as the first step. The import fails when its file cannot be read. */
export async function countSuppressionImport(
  services: Services,
  ctx: Context,
  id: string,
  progress: Progress,
): Promise<{ total: number }> {
  const row = await services.db.withTenant(ctx, (trx) => importRow(trx, id));
  if (row.total || !isToRead(row)) return { total: row.total };
  try {
    const total = await countRows(services, ctx, row, progress);
    await services.db.withTenant(ctx, (trx) =>
      trx('suppression_imports').where({ id }).update({ total }),
    );
    return { total };
  } catch (error) {
    await finish(services, ctx, id, 'failed', whatIsWrong(error));
    return { total: 0 };
  }
}

/** Imports every row that was not read before, as the second step. Does nothing when the import has ended. */
export async function importSuppressionRows(
  services: Services,
  ctx: Context,
  id: string,
  progress: Progress,
): Promise<void> {
  const row = await services.db.withTenant(ctx, (trx) => importRow(trx, id));
  if (!isToRead(row)) return;
  try {
    await eachChunk(services, ctx, row, progress);
  } catch (error) {
    await finish(services, ctx, id, 'failed', whatIsWrong(error));
    return;
  }
  await finish(services, ctx, id, 'completed');
}

/** Removes the file, as the last step. @returns the result of the import */
export async function tidySuppressionImport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<SuppressionImportRun> {
  const row = await services.db.withTenant(ctx, (trx) => importRow(trx, id));
  if (row.file_key !== null) await services.files.remove(row.file_key);
  const { status, created, already, failed } = row;
  return { status, created, already, failed };
}

type ToRead = SuppressionImportRow & KeptRows;
const isToRead = (row: SuppressionImportRow): row is ToRead =>
  row.status === 'running' && row.file_key !== null;

const finish = (
  services: Services,
  ctx: Context,
  id: string,
  status: 'completed' | 'failed',
  failure?: string,
): Promise<SuppressionImportRow> =>
  services.db.withTenant(ctx, (trx) => finishImport(trx, ctx, id, status, failure));

async function eachChunk(
  services: Services,
  ctx: Context,
  row: ToRead,
  progress: Progress,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  for await (const chunk of chunksOf(services, ctx, row, row.rows_read)) {
    const more = await services.db.withTenant(ctx, (trx) =>
      takeChunk(trx, ctx, keys, row.id, chunk, country),
    );
    progress(chunk.from + chunk.rows.length);
    if (!more) return;
  }
}
