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
 * Carries an import through, from the row it had reached: each chunk, its counts and the place in the file commit
 * together, so that a crash neither loses nor repeats a row. However it ends, the file goes: it is full of addresses.
 * @param progress called after each chunk
 */
export async function runSuppressionImport(
  services: Services,
  ctx: Context,
  id: string,
  progress: () => void,
): Promise<SuppressionImportRun> {
  const begun = await services.db.withTenant(ctx, (trx) => importRow(trx, id));
  const { file_key } = begun;
  const runs = begun.status === 'running' && file_key !== null;
  const ended = runs ? await carry(services, ctx, { ...begun, file_key }, progress) : begun;
  if (file_key !== null) await services.files.remove(file_key);
  const { status, created, already, failed } = ended;
  return { status, created, already, failed };
}

async function carry(
  services: Services,
  ctx: Context,
  row: SuppressionImportRow & KeptRows,
  progress: () => void,
): Promise<SuppressionImportRow> {
  const finish = (status: 'completed' | 'failed', failure?: string) =>
    services.db.withTenant(ctx, (trx) => finishImport(trx, ctx, row.id, status, failure));
  try {
    await countOnce(services, ctx, row, progress);
    await eachChunk(services, ctx, row, progress);
  } catch (error) {
    return finish('failed', whatIsWrong(error));
  }
  return finish('completed');
}

async function countOnce(
  services: Services,
  ctx: Context,
  row: SuppressionImportRow & KeptRows,
  progress: () => void,
): Promise<void> {
  if (row.total) return;
  const total = await countRows(services, ctx, row, progress);
  await services.db.withTenant(ctx, (trx) =>
    trx('suppression_imports').where({ id: row.id }).update({ total }),
  );
}

async function eachChunk(
  services: Services,
  ctx: Context,
  row: SuppressionImportRow & KeptRows,
  progress: () => void,
): Promise<void> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  for await (const chunk of chunksOf(services, ctx, row, row.rows_read)) {
    const more = await services.db.withTenant(ctx, (trx) =>
      takeChunk(trx, ctx, keys, row.id, chunk, country),
    );
    progress();
    if (!more) return;
  }
}
