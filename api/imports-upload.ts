import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Router } from '@koa/router';
import { stringify } from 'csv-stringify/sync';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Context, Services } from '#domain/context.ts';
import { uploadOptions, type UploadOptions } from '#domain/contacts/import/contract.ts';
import { failedRows } from '#domain/contacts/import/failed-rows.ts';
import { createImport, FILE_LIMIT, keepFile } from '#domain/contacts/import/upload.ts';
import { AppError, invalidField, notFound } from '#lib/errors.ts';
import { isId, newId } from '#lib/ids.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { once } from './middleware/idempotency.ts';
import { receiveFile } from './receive-file.ts';
import { contactImport } from './routes/imports.ts';

/** `POST /contacts/imports` (multipart) and the download of failed rows (CSV): no JSON operations. */
export function importRoutes(services: Services, authenticate: Authenticate): Router {
  const router = new Router({ prefix: '/api/v1/contacts/imports' });
  router.post('/', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'contacts:write');
    const answer = await upload(services, caller, http);
    if (answer.replayed) http.set('Idempotent-Replayed', 'true');
    http.status = answer.status;
    http.body = answer.body;
  });
  router.get('/:id/failed-rows', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'contacts:read');
    demand(caller, 'pii:read');
    const id = String(http['params']['id']);
    if (!isId(id)) throw notFound('Import');
    const found = await failedRows(services, caller, id);
    http.type = 'text/csv; charset=utf-8';
    http.set('Content-Disposition', `attachment; filename="failed-rows-${id}.csv"`);
    http.set('Cache-Control', 'no-store');
    http.body = Readable.from(csv(found.columns, found.pages), { objectMode: false });
  });
  return router;
}

/** A BOM, or Excel reads it as Latin-1; formulas escaped, or a cell `=cmd…` runs when it is opened. */
async function* csv(columns: string[], pages: AsyncIterable<string[][]>): AsyncGenerator<string> {
  yield stringify([columns], { bom: true, escape_formulas: true });
  for await (const rows of pages) yield stringify(rows, { escape_formulas: true });
}

function demand(
  caller: Context,
  permission: 'contacts:read' | 'contacts:write' | 'pii:read',
): void {
  if (!caller.permissions.has(permission)) {
    throw new AppError('forbidden', `This needs the permission ${permission}`);
  }
}

async function upload(services: Services, caller: Context, http: KoaContext) {
  const key = http.get('idempotency-key');
  const hash = createHash('sha256');
  const { file, fields } = await receiveFile(http.req, {
    limit: FILE_LIMIT,
    keep: (content) => keepFile(services, caller, newId(), hashed(content, hash)),
    discard: (kept) => services.files.remove(kept.key),
  });
  let taken = false;
  const work = async (ctx: Context) => {
    const options = parseInput(uploadOptions, jsonFields(fields));
    taken = true;
    const made = await createImport(services, ctx, file, options);
    return { status: 202, body: contactImport.parse(made) };
  };
  try {
    if (!key) return { ...(await work(caller)), replayed: false };
    const body = [hash.digest('hex'), fields];
    return await once(services, caller, { key, operation: 'imports.upload', body }, work);
  } finally {
    // Wrong fields, or the same request again: nobody needs this file.
    if (!taken) await services.files.remove(file.key);
  }
}

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

/** For the pages: the same without HTTP. */
export async function uploadContacts(
  services: Services,
  ctx: Context,
  content: AsyncIterable<Buffer>,
  options: UploadOptions,
) {
  const file = await keepFile(services, ctx, newId(), content);
  return createImport(services, ctx, file, options);
}

/** Form fields are text: JSON where it is meant (`mapping`, `consent`), true and false. */
function jsonFields(fields: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => {
        if (!/^(\s*[{[]|true$|false$)/.test(value)) return [name, value];
        try {
          return [name, JSON.parse(value)];
        } catch {
          throw invalidField(name, 'is not valid JSON');
        }
      }),
  );
}

/** How these routes look in the OpenAPI document. */
export const importPaths: ZodOpenApiPathsObject = {
  '/api/v1/contacts/imports': {
    post: {
      operationId: 'imports.upload',
      tags: ['imports'],
      summary: 'Upload a CSV of contacts, at most 100 MB; starts at once unless `start` is false',
      'x-permission': 'contacts:write',
      parameters: [
        { in: 'header', name: 'Idempotency-Key', schema: { type: 'string', maxLength: 255 } },
      ],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['file'],
              properties: {
                file: { type: 'string', contentMediaType: 'text/csv' },
                mapping: { type: 'string', description: 'JSON: column header → what it holds' },
                dry_run: { type: 'string', enum: ['true', 'false'] },
                consent: { type: 'string', description: 'JSON: evidence of an earlier consent' },
                start: { type: 'string', enum: ['true', 'false'] },
              },
            },
          },
        },
      },
      responses: {
        '202': {
          description: 'Accepted',
          content: { 'application/json': { schema: contactImport } },
        },
      },
    },
  },
  '/api/v1/contacts/imports/{id}/failed-rows': {
    get: {
      operationId: 'imports.failedRows',
      tags: ['imports'],
      summary: 'The rows that failed, as CSV, with the reason; needs pii:read too',
      'x-permission': 'contacts:read',
      parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
      responses: { '200': { description: 'CSV', content: { 'text/csv': {} } } },
    },
  },
};
