import { invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import { suppressAll, type NewSuppression } from '../consent/suppressions.ts';
import { readCsv, detectFormat } from '../contacts/import/csv.ts';
import type { KeptFile } from '../contacts/import/upload.ts';
import type { Context, Services } from '../context.ts';
import { openStream } from '../files/sealed-stream.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import { getTenant } from '../tenancy/provision.ts';
import { MOST_ROWS, type SuppressionImportOptions, type SuppressionReason } from './contract.ts';
import { findColumns, readSuppression } from './read-row.ts';

/** Rows of one transaction. */
const CHUNK = 1000;
/** Failed rows that are kept with their reason; the count goes on. */
const MOST_ERRORS = 1000;

export type SuppressionImport = {
  id: string;
  reason: SuppressionReason;
  total: number;
  created: number;
  already: number;
  failed: number;
  finished_at: Date | null;
  created_at: Date;
};
export type SuppressionImportReport = SuppressionImport & {
  errors: { row: number; message: string }[];
};

/**
 * Blocks the addresses of a CSV file, read as a stream in chunks of a thousand rows. It only ever adds: no
 * row lifts or weakens a block, so the same file again changes nothing and an import that was cut off is
 * simply repeated. A hundred thousand rows take about ten seconds, so nobody needs a process for it.
 * @throws AppError invalid (`file`): no address column, too many rows, no text
 */
export async function importSuppressions(
  services: Services,
  ctx: Context,
  file: KeptFile,
  options: SuppressionImportOptions,
): Promise<SuppressionImportReport> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  if (!file.size) throw invalidField('file', 'is empty');
  const format = detectFormat(file.head, file.head.length === file.size);
  const source = openStream(keys, file.key, services.files.read(file.key));
  const report = await begin(services, ctx, options);
  let columns: ReturnType<typeof findColumns> | undefined;
  let good: NewSuppression[] = [];
  let bad: { row: number; message: string }[] = [];
  const flush = async (): Promise<void> => {
    await services.db.withTenant(ctx, async (trx) => {
      const made = await suppressAll(trx, ctx, keys, good);
      report.created += made.length;
      report.already += good.length - made.length;
      report.failed += bad.length;
      const kept = bad.slice(0, Math.max(0, MOST_ERRORS - report.errors.length));
      report.errors.push(...kept);
      report.total = report.created + report.already + report.failed;
      const key = { tenant_id: ctx.tenantId, import_id: report.id };
      await trx.batchInsert('suppression_import_errors', kept.map((error) => ({ ...key, ...error })), 500); // prettier-ignore
      const { total, created, already, failed } = report;
      await trx('suppression_imports').where({ id: report.id }).update({ total, created, already, failed }); // prettier-ignore
    });
    [good, bad] = [[], []];
  };
  for await (const { number, values } of readCsv(source, format)) {
    if (!columns) {
      columns = findColumns(values);
      continue;
    }
    if (report.total + good.length + bad.length >= MOST_ROWS) {
      throw invalidField('file', 'has more than 100,000 rows; those before were taken. Split it');
    }
    const read = readSuppression(values, columns, options, country);
    if ('message' in read) bad.push({ row: number, message: read.message });
    else good.push(read);
    if (good.length + bad.length >= CHUNK) await flush();
  }
  if (!columns)
    throw invalidField('file', 'needs a row of column names and at least one row below');
  await flush();
  await services.db.withTenant(ctx, async (trx) => {
    await trx('suppression_imports').where({ id: report.id }).update({ finished_at: trx.fn.now() });
    const { total, created, already, failed } = report;
    await recordAudit(trx, ctx, {
      action: 'suppressions.imported',
      entityType: 'suppression_import',
      entityId: report.id,
      detail: { reason: options.reason, total, created, already, failed },
    });
  });
  return getSuppressionImport(services, ctx, report.id);
}

/** The row of this import; a repeated request begins it anew. */
async function begin(
  services: Services,
  ctx: Context,
  { reason }: SuppressionImportOptions,
): Promise<SuppressionImportReport> {
  const id = ctx.resourceId ?? newId();
  await services.db.withTenant(ctx, async (trx) => {
    await trx('suppression_import_errors').where({ import_id: id }).delete();
    await trx('suppression_imports')
      .insert({ tenant_id: ctx.tenantId, id, reason, created_by: ctx.actor.id })
      .onConflict(['tenant_id', 'id'])
      .ignore();
  });
  const counts = { total: 0, created: 0, already: 0, failed: 0 };
  return { id, reason, ...counts, finished_at: null, created_at: new Date(), errors: [] };
}

const COLUMNS = [
  'id', 'reason', 'total', 'created', 'already', 'failed', 'finished_at', 'created_at',
] as const; // prettier-ignore

/** @throws AppError not_found */
export const getSuppressionImport = (
  services: Services,
  ctx: Context,
  id: string,
): Promise<SuppressionImportReport> =>
  services.db.withTenant(ctx, async (trx) => {
    const row: SuppressionImport | undefined = await trx('suppression_imports')
      .where({ id })
      .first(...COLUMNS);
    if (!row) throw notFound('Import');
    const errors: SuppressionImportReport['errors'] = await trx('suppression_import_errors')
      .where({ import_id: id })
      .orderBy('row')
      .limit(MOST_ERRORS)
      .select('row', 'message');
    return { ...row, errors };
  });

/** Newest first. */
export const listSuppressionImports = (
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<SuppressionImport>> =>
  services.db.withTenant(ctx, (trx) =>
    page<SuppressionImport>(
      trx('suppression_imports').select(COLUMNS.map((column) => `suppression_imports.${column}`)),
      request,
      'created_at',
      'suppression_imports',
    ),
  );
