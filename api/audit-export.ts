import { Readable } from 'node:stream';
import { Router } from '@koa/router';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { exportAudit, type ExportedEntry } from '#domain/audit-log/export.ts';
import type { Services } from '#domain/context.ts';
import { sendCsv } from './csv-text.ts';
import { demand } from './demand.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { auditFilter } from './routes/audit.ts';
import { whileAllowed } from './still-allowed.ts';

const query = z.strictObject({
  format: z.enum(['csv', 'jsonl']).default('jsonl'),
  ...auditFilter,
});

/** Serves `GET /audit/export`. It is not a JSON operation: its answer is a file that is written while it is read. */
export function auditExportRoutes(services: Services, authenticate: Authenticate): Router {
  const router = new Router({ prefix: '/api/v1/audit' });
  router.get('/export', async (http) => {
    const caller = await authenticate(http);
    demand(caller, 'audit:read');
    const { format, ...filter } = parseInput(query, { ...http.query });
    const all = await exportAudit(services, caller, format, filter);
    const pages = whileAllowed(caller, ['audit:read'], all);
    if (format === 'csv') return sendCsv(http, 'audit.csv', COLUMNS, asRows(pages));
    http.type = 'application/x-ndjson; charset=utf-8';
    http.set('Content-Disposition', 'attachment; filename="audit.jsonl"');
    http.set('Cache-Control', 'no-store');
    http.body = Readable.from(asLines(pages), { objectMode: false });
  });
  return router;
}

const COLUMNS = [
  'position', 'seal', 'id', 'occurred_at', 'actor_type', 'actor_id', 'action', 'entity_type', 'entity_id',
  'detail', 'request_id', 'seq', 'tenant_id',
]; // prettier-ignore

/** Rows for CSV. Cells that a spreadsheet would execute are escaped, so hashes must be computed from JSON Lines. */
async function* asRows(pages: AsyncIterable<ExportedEntry[]>): AsyncGenerator<string[][]> {
  for await (const page of pages) {
    yield page.map(
      ({ position, seal, entry: e }) =>
      [
        position, seal, e.id, e.occurred_at, e.actor_type, e.actor_id, e.action, e.entity_type, e.entity_id,
        JSON.stringify(e.detail), e.request_id, e.seq, e.tenant_id,
      ].map((cell) => String(cell ?? '')), // prettier-ignore
    );
  }
}

async function* asLines(pages: AsyncIterable<ExportedEntry[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The OpenAPI paths of this route. */
export const auditExportPaths: ZodOpenApiPathsObject = {
  '/api/v1/audit/export': {
    get: {
      operationId: 'audit.export',
      tags: ['audit'],
      summary:
        'The log as a file, oldest first, each row with its position and seal; JSON Lines can be checked offline',
      'x-permission': 'audit:read',
      parameters: [
        { in: 'query', name: 'format', schema: { type: 'string', enum: ['jsonl', 'csv'] } },
        ...Object.keys(auditFilter).map((name) => ({
          in: 'query' as const,
          name,
          schema: { type: 'string' as const },
        })),
      ],
      responses: {
        '200': {
          description: 'The file',
          content: { 'application/x-ndjson': {}, 'text/csv': {} },
        },
      },
    },
  },
};
