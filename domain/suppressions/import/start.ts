import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import type { KeptFile } from '../../imports/keep-file.ts';
import { encryptFileName } from '../../imports/file-name.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { lookAt, type Looked } from '../../imports/look.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { getTenant } from '../../tenancy/read.ts';
import { MOST_AT_ONCE, type SuppressionImportOptions } from '../contract.ts';
import { finishImport } from './finish.ts';
import { getSuppressionImport, type SuppressionImportReport } from './read.ts';
import { assertOwnAddresses } from './read-row.ts';
import { importRow, type SuppressionImportRow } from './row.ts';
import { takeChunk } from './take-chunk.ts';

/**
 * Blocks the addresses of a CSV file. It only adds: no row lifts or weakens a suppression, so importing the same file
 * again changes nothing. A file of up to a thousand rows is imported at once, in one transaction; a longer one by a
 * process (run.ts), and the answer has the status `running`. From here on the stored file belongs to the import.
 * @throws AppError invalid (`file`) when it is not text, or has no address column, one of other people's addresses, or no row; unavailable
 */
export async function importSuppressions(
  services: Services,
  ctx: Context,
  file: KeptFile,
  options: SuppressionImportOptions,
): Promise<SuppressionImportReport> {
  let kept = false;
  try {
    const { country } = await getTenant(services, ctx);
    const looked = await lookAt(file, MOST_AT_ONCE, { encoding: options.encoding }, country);
    assertOwnAddresses(looked.header);
    if (looked.whole) return await importAtOnce(services, ctx, looked, options, file.name);
    await services.processes.ping();
    const keys = await services.keyring.keys(ctx);
    const row = await services.db.withTenant(ctx, async (trx) => {
      const begun = await begin(trx, ctx, options, encrypted(keys, ctx, file.name), {
        file_key: file.key,
        ...looked.format,
      });
      if (begun.status === 'running') {
        const input = { tenantId: ctx.tenantId, id: begun.id };
        await postStart(trx, ctx, 'suppression-import', begun.workflow_id ?? '', input);
      }
      return begun;
    });
    kept = row.file_key === file.key;
    return await getSuppressionImport(services, ctx, row.id);
  } finally {
    // The file is invalid, was imported at once, or was uploaded twice.
    if (!kept) await services.files.remove(file.key);
  }
}

async function importAtOnce(
  services: Services,
  ctx: Context,
  { header, rows }: Looked,
  options: SuppressionImportOptions,
  name: string | null,
): Promise<SuppressionImportReport> {
  const keys = await services.keyring.keys(ctx);
  const { country } = await getTenant(services, ctx);
  const id = await services.db.withTenant(ctx, async (trx) => {
    const row = await begin(trx, ctx, options, encrypted(keys, ctx, name), null);
    if (row.status === 'running') {
      await trx('suppression_imports').where({ id: row.id }).update({ total: rows.length });
      await takeChunk(trx, ctx, keys, row.id, { header, from: 0, rows }, country);
      await finishImport(trx, ctx, row.id, 'completed');
    }
    return row.id;
  });
  return getSuppressionImport(services, ctx, id);
}

const encrypted =
  (keys: TenantKeys, ctx: Context, name: string | null) =>
  (id: string): Buffer | null =>
    encryptFileName(keys, 'suppression_imports', ctx.tenantId, id, name);

/** Where a process reads the file; null: the file is imported at once. */
type Source = Pick<SuppressionImportRow, 'file_key' | 'encoding' | 'delimiter'> | null;

/** Creates the row of an import; a repeated request finds its existing row. */
async function begin(
  trx: Trx,
  ctx: Context,
  { reason, channel }: SuppressionImportOptions,
  name: (id: string) => Buffer | null,
  source: Source,
): Promise<SuppressionImportRow> {
  const id = ctx.resourceId ?? newId();
  const made: unknown[] = await trx('suppression_imports')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      status: 'running',
      reason,
      channel: channel ?? null,
      file_name_enc: name(id),
      ...source,
      workflow_id: source && workflowId('suppression-import', ctx.tenantId, id),
      created_by: ctx.actor.id,
    })
    .onConflict(['tenant_id', 'id'])
    .ignore()
    .returning('id');
  if (made.length && source) {
    await recordAudit(trx, ctx, {
      action: 'suppression_import.started',
      entityType: 'suppression_import',
      entityId: id,
      detail: { reason },
    });
  }
  return importRow(trx, id);
}
