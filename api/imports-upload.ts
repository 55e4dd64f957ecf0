import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Context, Services } from '#domain/context.ts';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { failedRows } from '#domain/contact-imports/failed-rows.ts';
import { ENCODINGS } from '#domain/imports/encodings.contract.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import { sendCsv } from './csv-text.ts';
import { demand } from './demand.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { contactImport, MAPPED_TO } from './routes/imports.ts';
import { seenBy } from './seen-by.ts';
import { whileAllowed } from './still-allowed.ts';
import { receiveChosen, takesCsv, uploadOnce } from './upload-once.ts';

/** Serves `POST /contacts/imports` (multipart) and the download of failed rows (CSV); neither is a JSON operation. */
export function importRoutes(services: Services, authenticate: Authenticate): Router {
  const router = new Router({ prefix: '/api/v1/contacts/imports' });
  router.post('/', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'contacts:write');
    await upload(services, caller, http);
  });
  router.get('/:id/failed-rows', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'contacts:read');
    demand(caller, 'pii:read');
    const id = String(http['params']['id']);
    if (!isId(id)) throw notFound('Import');
    const found = await failedRows(services, caller, id);
    const pages = whileAllowed(caller, ['contacts:read', 'pii:read'], found.pages);
    sendCsv(http, `failed-rows-${id}.csv`, found.columns, pages);
  });
  return router;
}

const upload = (services: Services, caller: Context, http: KoaContext) =>
  uploadOnce(services, caller, http, 'imports.upload', async (ctx, file, fields, taken) => {
    const options = parseInput(uploadOptions, fields);
    taken();
    const made = await createImport(services, ctx, file, options);
    return { status: 202, body: seenBy(ctx, contactImport, contactImport.parse(made), ofOnesOwn) };
  });

/** The fields of a report that the uploader may see: all except the counts of existing records. */
const ofOnesOwn = Object.keys(contactImport.shape);

/**
 * Takes the file of a page's form and inspects it, without importing.
 * @throws {AppError} forbidden, invalid, too_large
 */
export async function uploadContacts(
  services: Services,
  ctx: Context,
  http: KoaContext,
  form: FormData,
) {
  demand(ctx, 'contacts:write');
  return receiveChosen(services, ctx, http, form, (file) =>
    createImport(services, ctx, file, { dry_run: true, start: false }),
  );
}

/** The OpenAPI paths of these routes. */
export const importPaths: ZodOpenApiPathsObject = {
  '/api/v1/contacts/imports': {
    post: {
      operationId: 'imports.upload',
      tags: ['imports'],
      summary: 'Upload a CSV of contacts, at most 100 MB; starts at once unless `start` is false',
      'x-permission': 'contacts:write',
      ...takesCsv({
        mapping: { type: 'string', description: `JSON: column header → ${MAPPED_TO}` },
        encoding: { type: 'string', enum: [...ENCODINGS], description: 'guessed unless given' },
        delimiter: { type: 'string', description: 'one character, or tab; guessed unless given' },
        dry_run: { type: 'string', enum: ['true', 'false'] },
        consent: { type: 'string', description: 'JSON: evidence of an earlier consent' },
        start: { type: 'string', enum: ['true', 'false'] },
      }),
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
