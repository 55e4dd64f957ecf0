import { Router } from '@koa/router';
import type { PayloadCodec } from '@temporalio/common';
import type { Context as KoaContext, Middleware } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AppError, invalidField } from '#lib/errors.ts';
import { payloadsJson, transcode, UnreadablePayload } from '#temporal/codec-endpoint.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { jsonBody } from './middleware/json-body.ts';

const WAYS = ['encode', 'decode'] as const;

/**
 * Temporal's remote codec: opens sealed payloads for Temporal Web, which asks from its own origin with the
 * session cookie, and for the CLI with an API key. Payloads hold ids and counts, no personal data.
 * @param origin Temporal Web's, if there is one; `authenticate` must believe a cookie that comes from there
 */
export function codecRoutes(options: {
  codec: PayloadCodec;
  authenticate: Authenticate;
  origin: string | null;
}): Router {
  const router = new Router({ prefix: '/api/v1/codec' });
  router.use(cors(options.origin));
  for (const way of WAYS) {
    router.options(`/${way}`, (http) => {
      http.status = 204;
    });
    router.post(`/${way}`, async (http) => {
      const caller = await options.authenticate(http);
      if (!caller.permissions.has('workflows:read')) {
        throw new AppError('forbidden', 'This needs the permission workflows:read');
      }
      const body = parseInput(payloadsJson, await jsonBody(http.req));
      http.body = await transcode(options.codec, way, body).catch(unreadable);
      http.set('Cache-Control', 'no-store');
    });
  }
  return router;
}

function unreadable(error: unknown): never {
  if (!(error instanceof UnreadablePayload)) throw error;
  throw invalidField(`payloads.${error.index}`, 'was altered, or sealed with another key');
}

/** Lets pages of this one origin ask, with the cookie; others get no answer from their browser. */
const cors =
  (origin: string | null): Middleware =>
  async (http: KoaContext, next) => {
    http.vary('Origin');
    if (origin !== null && http.get('origin') === origin) {
      http.set('Access-Control-Allow-Origin', origin);
      http.set('Access-Control-Allow-Credentials', 'true');
      http.set('Access-Control-Allow-Methods', 'POST');
      http.set('Access-Control-Allow-Headers', 'content-type, x-namespace, authorization');
      http.set('Access-Control-Max-Age', '600');
    }
    await next();
  };

const path = (way: string, summary: string): ZodOpenApiPathsObject => ({
  [`/api/v1/codec/${way}`]: {
    options: {
      operationId: `codec.${way}.preflight`,
      tags: ['workflows'],
      summary: 'Says that pages of Temporal Web may ask',
      security: [],
      responses: { '204': { description: 'See the headers' } },
    },
    post: {
      operationId: `codec.${way}`,
      tags: ['workflows'],
      summary,
      'x-permission': 'workflows:read',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: payloadsJson } },
      },
      responses: {
        '200': { description: 'Done', content: { 'application/json': { schema: payloadsJson } } },
      },
    },
  },
});

/** How these routes look in the OpenAPI document. */
export const codecPaths: ZodOpenApiPathsObject = {
  ...path('encode', 'Seal payloads for Temporal'),
  ...path('decode', 'Open payloads from Temporal: for Temporal Web and the Temporal CLI'),
};
