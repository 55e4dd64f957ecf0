import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from '@koa/router';

const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Assent API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'none', filter: true });`;

/**
 * Serves `GET /openapi.json` and a page to browse it at `/docs`, both only from our own origin.
 * @param describe builds the document on the first request, because that takes a tenth of a second
 */
export function docs(describe: () => object): Router {
  const router = new Router();
  let document: object | undefined;
  router.get(['/openapi.json', '/api/v1/openapi.json'], (ctx) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.body = document ??= describe();
  });
  router.get('/docs', (ctx) => {
    ctx.set(
      'Content-Security-Policy',
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    ctx.type = 'html';
    ctx.body = PAGE;
  });
  router.get('/docs/start.js', (ctx) => {
    ctx.type = 'text/javascript';
    ctx.body = START;
  });
  for (const [name, type] of Object.entries(FILES)) {
    router.get(`/docs/${name}`, async (ctx) => {
      ctx.set('Cache-Control', 'public, max-age=3600');
      ctx.type = type;
      ctx.body = await readFile(join(folder, name));
    });
  }
  return router;
}
