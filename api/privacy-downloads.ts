import { Readable } from 'node:stream';
import { Router } from '@koa/router';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Services } from '#domain/context.ts';
import { downloadByLink, downloadExport, type ExportFile } from '#domain/privacy/export/read.ts';
import { notFound } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import { demand } from './demand.ts';
import type { Authenticate } from './http.ts';
import { linkPage } from './link-page.ts';
import { problemOrPage } from './problems.ts';
import { whileAllowed } from './still-allowed.ts';

/**
 * Serves the archive of an export: to a colleague through the API, and to the person behind a signed link, without
 * cookies.
 */
export function privacyDownloads(services: Services, authenticate: Authenticate): Router {
  const router = new Router();
  router.get('/api/v1/privacy/exports/:id/download', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'privacy:read');
    demand(caller, 'pii:read');
    const id = String(http['params']['id']);
    if (!isId(id)) throw notFound('Export');
    const file = await downloadExport(services, caller, id);
    const content = whileAllowed(caller, ['privacy:read', 'pii:read'], file.content);
    sendZip(http, { ...file, content });
  });
  router.get(
    '/x/:token',
    linkPage(async (http) => {
      const token = String(http['params']['token']).slice(0, 4096);
      const file = await downloadByLink(services, token, String(http.state['requestId']));
      if (!file) throw notFound('This link');
      sendZip(http, file);
    }),
  );
  return router;
}

function sendZip(http: KoaContext, file: ExportFile): void {
  http.type = 'application/zip';
  http.length = file.size;
  http.set('Content-Disposition', `attachment; filename="${file.name}"`);
  http.set('Cache-Control', 'no-store');
  http.set('Referrer-Policy', 'no-referrer');
  http.set('X-Robots-Tag', 'noindex');
  http.body = Readable.from(file.content, { objectMode: false });
}

const zip = { '200': { description: 'A ZIP', content: { 'application/zip': {} } } };

/** The OpenAPI paths of these routes. */
export const privacyDownloadPaths: ZodOpenApiPathsObject = {
  '/api/v1/privacy/exports/{id}/download': {
    get: {
      operationId: 'privacyExports.download',
      tags: ['privacyExports'],
      summary: 'The archive of an export; needs privacy:read too, and is audited',
      'x-permission': 'pii:read',
      parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
      responses: { ...zip, '410': { description: 'Expired, revoked or erased' } },
    },
  },
  '/x/{token}': {
    get: {
      operationId: 'links.export',
      tags: ['links'],
      security: [],
      summary: 'The same archive for the person, behind a signed link that expires',
      parameters: [{ in: 'path', name: 'token', required: true, schema: { type: 'string' } }],
      responses: {
        ...zip,
        '404': { description: 'Not a link of ours', content: problemOrPage },
        '410': { description: 'Expired, revoked or erased', content: problemOrPage },
      },
    },
  },
};
