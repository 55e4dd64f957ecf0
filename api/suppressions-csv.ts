import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Context, Services } from '#domain/context.ts';
import { suppressionImportOptions } from '#domain/suppressions/contract.ts';
import { ENCODINGS } from '#domain/imports/encodings.contract.ts';
import { EXPORT_COLUMNS, exportSuppressions } from '#domain/suppressions/export.ts';
import { importSuppressions } from '#domain/suppressions/import/start.ts';
import { sendCsv } from './csv-text.ts';
import { demand } from './demand.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { suppressionReport } from './routes/suppressions.ts';
import { seenBy } from './seen-by.ts';
import { reveal as mayBeRevealed } from './schemas.ts';
import { whileAllowed } from './still-allowed.ts';
import { receiveChosen, takesCsv, uploadOnce } from './upload-once.ts';

/**
 * Serves `POST /suppressions/imports` (multipart) and `GET /suppressions/export` (CSV); neither is a JSON operation.
 */
export function suppressionRoutes(services: Services, authenticate: Authenticate): Router {
  const router = new Router({ prefix: '/api/v1/suppressions' });
  router.post('/imports', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'suppressions:write');
    await uploadOnce(services, caller, http, 'suppressions.import', work(services));
  });
  router.get('/export', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'suppressions:read');
    const { reveal } = parseInput(exportQuery, { ...http.query });
    const pages = await exportSuppressions(services, caller, reveal);
    const needed = ['suppressions:read', ...(reveal ? ['pii:read' as const] : [])] as const;
    sendCsv(http, 'blocked-addresses.csv', EXPORT_COLUMNS, whileAllowed(caller, needed, pages));
  });
  return router;
}

const exportQuery = z.strictObject({ reveal: mayBeRevealed });

const work =
  (services: Services): Parameters<typeof uploadOnce>[4] =>
  async (ctx, file, fields, taken) => {
    const options = parseInput(suppressionImportOptions, fields);
    taken();
    const report = await importSuppressions(services, ctx, file, options);
    return {
      status: report.status === 'running' ? 202 : 201,
      body: seenBy(ctx, suppressionReport, suppressionReport.parse(report), ofOnesOwn),
    };
  };

/** The fields of a report that the uploader may see: all except the counts of existing blocks. */
const ofOnesOwn = Object.keys(suppressionReport.shape);

/**
 * Takes the file of a page's form, its `reason` and `encoding`.
 * @throws {AppError} forbidden, invalid, too_large
 */
export async function uploadSuppressions(
  services: Services,
  ctx: Context,
  http: KoaContext,
  form: FormData,
): Promise<{ id: string }> {
  demand(ctx, 'suppressions:write');
  return receiveChosen(services, ctx, http, form, (file, { reason, encoding }) =>
    importSuppressions(
      services,
      ctx,
      file,
      parseInput(suppressionImportOptions, { reason, ...(encoding ? { encoding } : {}) }),
    ),
  );
}

/** The OpenAPI paths of these routes. */
export const suppressionPaths: ZodOpenApiPathsObject = {
  '/api/v1/suppressions/imports': {
    post: {
      operationId: 'suppressions.import',
      tags: ['suppressions'],
      summary:
        'Block the addresses of a CSV file of at most 100 MB: a column address, email or phone',
      'x-permission': 'suppressions:write',
      ...takesCsv({
        reason: { type: 'string', description: 'for rows without a reason; default: admin' },
        channel: { type: 'string', enum: ['sms', 'email'] },
        encoding: { type: 'string', enum: [...ENCODINGS], description: 'guessed unless given' },
      }),
      responses: {
        '201': {
          description: 'Done: a file of up to 1,000 rows; what failed is in `errors`',
          content: { 'application/json': { schema: suppressionReport } },
        },
        '202': {
          description: 'Accepted: a longer file; GET /suppressions/imports/{id} shows its progress',
          content: { 'application/json': { schema: suppressionReport } },
        },
      },
    },
  },
  '/api/v1/suppressions/export': {
    get: {
      operationId: 'suppressions.export',
      tags: ['suppressions'],
      summary: 'The whole list as CSV; addresses in clear by reveal=true, which needs pii:read',
      'x-permission': 'suppressions:read',
      requestParams: { query: exportQuery },
      responses: { '200': { description: 'CSV', content: { 'text/csv': {} } } },
    },
  },
};
