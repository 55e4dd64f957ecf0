import { notFound } from '#lib/errors.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { FAILED_ROWS_FIRST } from './columns.ts';
import { keptValues } from './notes.ts';

/** Rows per query: all rows of a file of 100 MB may fail. */
const PAGE = 1000;

type Failed = {
  row: number;
  column_name: string | null;
  message: string;
  n: number;
  record_enc: Buffer | null;
};

/**
 * Returns the failed rows as they were in the file, with a column for the reason; in pages, so that they are never
 * all in memory. Writes an audit row, since it is personal data in clear.
 * @throws AppError not_found
 */
export async function failedRows(
  services: Services,
  ctx: Context,
  id: string,
): Promise<{ columns: string[]; pages: AsyncIterable<string[][]> }> {
  const keys = await services.keyring.keys(ctx);
  const { columns } = await services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id });
    if (!row) throw notFound('Import');
    await recordAudit(trx, ctx, {
      action: 'import.failed_rows_downloaded',
      entityType: 'import',
      entityId: id,
    });
    return row;
  });
  return {
    columns: [...FAILED_ROWS_FIRST, ...columns],
    pages: pagesOf(services, ctx, id, (row) => asInFile(keys, ctx, id, columns.length, row)),
  };
}

async function* pagesOf(
  services: Services,
  ctx: Context,
  id: string,
  read: (row: Failed) => string[],
): AsyncGenerator<string[][]> {
  for (let last = 0; ;) {
    const after = last;
    const found: Failed[] = await services.db.withTenant(ctx, (trx) =>
      trx('import_errors')
        .where({ import_id: id, kind: 'failed' })
        .where('row', '>', after)
        .orderBy('row')
        .limit(PAGE),
    );
    if (!found.length) return;
    yield found.map(read);
    last = found.at(-1)?.row ?? last;
  }
}

/**
 * Returns the row's number, the reason, and the values of the file: as many as the file has columns, or more if the
 * row has more values.
 */
function asInFile(
  keys: TenantKeys,
  ctx: Context,
  id: string,
  columns: number,
  failed: Failed,
): string[] {
  const values = keptValues(keys, ctx.tenantId, id, failed);
  // A row that failed because of too many values keeps them all.
  const wide = Math.max(columns, values.findLastIndex((value) => value !== '') + 1);
  const reason = [failed.column_name, failed.message].filter(Boolean).join(' ');
  return [
    String(failed.row),
    reason,
    ...Array.from({ length: wide }, (_, i) => String(values[i] ?? '')),
  ];
}
