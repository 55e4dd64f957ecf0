import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../../audit/record.ts';
import { checkConsent } from './check-consent.ts';
import type { Context, Services } from '../../context.ts';
import type { Format } from '../../imports/csv.ts';
import type { KeptFile } from '../../imports/keep-file.ts';
import { lookAt } from '../../imports/look.ts';
import { sealValue } from '../../tenancy/personal.ts';
import { getTenant } from '../../tenancy/provision.ts';
import { assertMapping, detectMapping, type Mapping } from './columns.ts';
import type { UploadOptions } from './contract.ts';
import { startImport } from './start.ts';
import { importView, type ImportView } from './view.ts';

const SAMPLE_ROWS = 5;
const MAX_COLUMNS = 200;

/** Rows by whose values the columns are found. */
const LOOKED_AT = 200;

/**
 * Turns a kept file into an import: finds its columns, and starts it unless told to wait. The file is the
 * import's from here on: it is removed when there is none.
 * @throws AppError invalid (`file`, `mapping`), unavailable
 */
export async function createImport(
  services: Services,
  ctx: Context,
  file: KeptFile,
  options: UploadOptions,
): Promise<ImportView> {
  const row = await addImport(services, ctx, file, options).catch(async (error: unknown) => {
    await services.files.remove(file.key);
    throw error;
  });
  // Made by the same request before; it has a file.
  if (row.file_key !== file.key) await services.files.remove(file.key);
  if (options.start) return startImport(services, ctx, row.id, { dry_run: options.dry_run });
  return importView(await services.keyring.keys(ctx), row, ctx);
}

async function addImport(
  services: Services,
  ctx: Context,
  file: KeptFile,
  options: UploadOptions,
): Promise<ContactImport> {
  if (options.start) await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const found = await columnsOf(file, country);
  const mapping = { ...found.mapping, ...options.mapping };
  assertMapping(found.columns, mapping);
  const id = ctx.resourceId ?? newId();
  const place = { tenantId: ctx.tenantId, table: 'imports', id, column: 'sample' };
  return services.db.withTenant(ctx, async (trx) => {
    if (options.consent) await checkConsent(trx, options.consent);
    const again = await ContactImport.query(trx).findOne({ id });
    if (again) return again;
    const made = await ContactImport.query(trx)
      .insert({
        tenant_id: ctx.tenantId,
        id,
        file_key: file.key,
        file_size: file.size,
        ...found.format,
        columns: found.columns,
        sample_enc: sealValue(keys, place, JSON.stringify(found.sample)),
        mapping,
        options: options.consent ? { consent: options.consent } : {},
        dry_run: options.dry_run,
        created_by: ctx.actor.id,
      })
      .returning('*');
    await recordAudit(trx, ctx, {
      action: 'import.uploaded',
      entityType: 'import',
      entityId: id,
      detail: { bytes: file.size, columns: found.columns.length },
    });
    return made;
  });
}

type Found = { columns: string[]; sample: string[][]; mapping: Mapping; format: Format };

async function columnsOf(file: KeptFile, country: string): Promise<Found> {
  const { format, header, rows: records } = await lookAt(file, LOOKED_AT);
  if (header.length > MAX_COLUMNS)
    throw invalidField('file', `has more than ${MAX_COLUMNS} columns`);
  const columns = unique(header);
  const rows = records.map((record) => record.values);
  const mapping = detectMapping(columns, rows, country);
  return { columns, sample: rows.slice(0, SAMPLE_ROWS), mapping, format };
}

/** Unnamed and repeated columns get names, so that each can be mapped. */
function unique(header: string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((name, i) => {
    const base = name || `Column ${i + 1}`;
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return times === 1 ? base : `${base} (${times})`;
  });
}
