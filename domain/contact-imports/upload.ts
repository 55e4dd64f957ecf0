import { encryptFileName } from '../imports/file-name.ts';
import { newId } from '#lib/ids.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../audit/record.ts';
import { checkConsent } from './check-consent.ts';
import type { Context, Services } from '../context.ts';
import type { KeptFile } from '../imports/keep-file.ts';
import { assertAddress } from './columns.ts';
import type { UploadOptions } from './contract.ts';
import { preview, seen } from './preview.ts';
import { startImport } from './start.ts';
import { importView, type ImportView } from './view.ts';

/**
 * Creates an import from a stored file: detects its columns, and starts it if `start` is true. From here on the file
 * belongs to the import; it is removed if no import is created.
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
  // The same request has created the import before, with its own file.
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
  const found = await preview(services, ctx, file, options);
  if (options.start) assertAddress(found.mapping);
  const id = ctx.resourceId ?? newId();
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
        file_name_enc: encryptFileName(keys, 'imports', ctx.tenantId, id, file.name),
        ...seen(keys, ctx, id, found),
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
