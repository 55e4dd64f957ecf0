import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { Router } from '@koa/router';
import { stringify } from 'csv-stringify/sync';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Context, Services } from '#domain/context.ts';
import { uploadOptions, type UploadOptions } from '#domain/contacts/import/contract.ts';
import { failedRows } from '#domain/contacts/import/read.ts';
import { createImport, FILE_LIMIT, keepFile } from '#domain/contacts/import/upload.ts';
import { AppError, invalidField, notFound } from '#lib/errors.ts';
import { isId, newId } from '#lib/ids.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { once } from './middleware/idempotency.ts';
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
    const { columns, rows } = await failedRows(services, caller, id);
    http.type = 'text/csv; charset=utf-8';
    http.set('Content-Disposition', `attachment; filename="failed-rows-${id}.csv"`);
    http.set('Cache-Control', 'no-store');
    // A BOM, or Excel reads it as Latin-1; escape_formulas, or a cell `=cmd…` runs when it is opened.
    http.body = stringify([columns, ...rows], { bom: true, escape_formulas: true });
  });
  return router;
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
  const { file, fields } = await receive(http, async (content) => {
    const hashed = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        hash.update(chunk);
        yield chunk;
      }
    };
    return keepFile(services, caller, newId(), hashed());
  });
  const forget = (): Promise<void> => services.files.remove(file.key);
  try {
    const options = parseInput(uploadOptions, jsonFields(fields));
    const work = async (ctx: Context) => ({
      status: 202,
      body: contactImport.parse(await createImport(services, ctx, file, options)),
    });
    if (!key) return { ...(await work(caller)), replayed: false };
    const body = [hash.digest('hex'), fields];
    const answer = await once(services, caller, { key, operation: 'imports.upload', body }, work);
    if (answer.replayed) await forget();
    return answer;
  } catch (error) {
    await forget();
    throw error;
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
  try {
    return await createImport(services, ctx, file, options);
  } catch (error) {
    await services.files.remove(file.key);
    throw error;
  }
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

/** Reads a multipart body: one file, kept while it streams in, and small fields. */
async function receive<T>(
  http: KoaContext,
  keep: (content: AsyncIterable<Buffer>) => Promise<T>,
): Promise<{ file: T; fields: Record<string, string> }> {
  const type = http.get('content-type');
  if (!/^multipart\/form-data;/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send multipart/form-data with a field `file`');
  }
  if (Number(http.get('content-length')) > FILE_LIMIT + 1024 * 1024) {
    throw new AppError('too_large', 'The file is larger than 100 MB');
  }
  const fields: Record<string, string> = {};
  let kept: Promise<T> | undefined;
  const parser = multipart({ ...http.req.headers, 'content-type': type });
  parser.on('field', (name, value) => {
    fields[name] = String(value);
  });
  parser.on('file', (name, stream) => {
    if (name !== 'file') {
      stream.resume();
      return;
    }
    kept = keep(Readable.from(stream));
    // Refused half-way: stop reading, answer at once.
    kept.catch(() => parser.destroy());
  });
  await new Promise<void>((done) => {
    parser.once('close', done);
    parser.once('finish', done);
    parser.once('error', () => done());
    http.req.once('aborted', done);
    http.req.pipe(parser);
  });
  http.req.unpipe(parser);
  http.req.resume();
  if (!kept) throw invalidField('file', 'is missing');
  return { file: await kept, fields };
}

function multipart(headers: BusboyHeaders) {
  try {
    return new Busboy({ headers, limits: { files: 1, fields: 20, fieldSize: 256 * 1024 } });
  } catch (cause) {
    throw new AppError('malformed', 'The multipart body cannot be read', { cause });
  }
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
