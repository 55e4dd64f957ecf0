import { AppError, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../../audit/record.ts';
import { purposeNamed } from '../../consent/purposes.ts';
import type { Context, Services } from '../../context.ts';
import { sealStream } from '../../files/sealed-stream.ts';
import { sealValue } from '../../tenancy/personal.ts';
import { getTenant } from '../../tenancy/provision.ts';
import { assertMapping, detectMapping, type Mapping } from './columns.ts';
import type { UploadOptions } from './contract.ts';
import { detectFormat, readCsv, type Format } from './csv.ts';
import { startImport } from './start.ts';
import { importView, type ImportView } from './view.ts';

/** Largest file, in bytes. */
export const FILE_LIMIT = 100 * 1024 * 1024;
/** How much of a file is looked at to find its columns, in bytes. */
const HEAD = 256 * 1024;
const SAMPLE_ROWS = 5;
const MAX_COLUMNS = 200;

/** A sealed file in the storage: its size in bytes, its beginning in clear. */
export type KeptFile = { key: string; size: number; head: Buffer };

/** Keeps an uploaded file, sealed. @returns its size and its beginning @throws AppError too_large, invalid */
export async function keepFile(
  services: Services,
  ctx: Context,
  importId: string,
  content: AsyncIterable<Buffer>,
): Promise<KeptFile> {
  const keys = await services.keyring.keys(ctx);
  const key = `${ctx.tenantId}/imports/${importId}`;
  const seen: { size: number; head: Buffer } = { size: 0, head: Buffer.alloc(0) };
  const watched = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      seen.size += chunk.length;
      if (seen.size > FILE_LIMIT) throw new AppError('too_large', 'The file is larger than 100 MB');
      if (seen.head.length < HEAD) {
        seen.head = Buffer.concat([seen.head, chunk]).subarray(0, HEAD);
        // A wrong file is refused at once, not after its last byte.
        if (seen.head.length >= HEAD) detectFormat(seen.head, false);
      }
      yield chunk;
    }
  };
  await services.files.write(key, sealStream(keys, key, watched()));
  return { key, ...seen };
}

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
  return importView(await services.keyring.keys(ctx), row, ctx.permissions.has('pii:read'));
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
  const found = await look(file, country);
  const mapping = { ...found.mapping, ...options.mapping };
  assertMapping(found.columns, mapping);
  const id = ctx.resourceId ?? newId();
  const place = { tenantId: ctx.tenantId, table: 'imports', id, column: 'sample' };
  return services.db.withTenant(ctx, async (trx) => {
    if (options.consent) await purposeNamed(trx, options.consent.purpose);
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

type Looked = { columns: string[]; sample: string[][]; mapping: Mapping; format: Format };

async function look(file: { size: number; head: Buffer }, country: string): Promise<Looked> {
  if (!file.size) throw invalidField('file', 'is empty');
  const whole = file.head.length === file.size;
  const format = detectFormat(file.head, whole);
  const rows: string[][] = [];
  const end = whole ? file.head : file.head.subarray(0, file.head.lastIndexOf(10) + 1);
  const once = async function* (): AsyncGenerator<Buffer> {
    yield end;
  };
  try {
    for await (const row of readCsv(once(), format)) {
      rows.push(row.values);
      if (rows.length > 200) break;
    }
  } catch (error) {
    // The sample may end inside a quoted field where the file does not.
    if (whole || rows.length < 2) throw error;
  }
  const [header, ...data] = rows;
  if (!header || !data.length)
    throw invalidField('file', 'needs a row of column names and at least one row below');
  if (header.length > MAX_COLUMNS)
    throw invalidField('file', `has more than ${MAX_COLUMNS} columns`);
  const columns = unique(header);
  return {
    columns,
    sample: data.slice(0, SAMPLE_ROWS),
    mapping: detectMapping(columns, data, country),
    format,
  };
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
