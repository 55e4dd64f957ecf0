import { Router } from '@koa/router';
import type { Context as KoaContext, Middleware } from 'koa';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { invalidField } from '#lib/errors.ts';
import type { PayloadCipher } from '#temporal/codec.ts';
import {
  payloadsJson,
  transcode,
  UnreadablePayload,
  type PayloadsJson,
} from '#temporal/codec-endpoint.ts';
import { demand } from './demand.ts';
import type { Authenticate } from './http.ts';
import { parseInput } from './input.ts';
import { jsonBody } from './middleware/json-body.ts';

const WAYS = ['encode', 'decode'] as const;

/**
 * Temporal's remote codec: opens sealed payloads for Temporal Web, which asks from its own origin with the
 * session cookie, and for the CLI with an API key: those of the caller's organisation, no others. Payloads hold ids and
 * counts, no personal data.
 * @param origin Temporal Web's, if there is one; `authenticate` must believe a cookie that comes from there
 */
export function codecRoutes(options: {
  sealer: PayloadCipher;
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
      demand(caller, 'workflows:read');
      const body = parseInput(payloadsJson, await jsonBody(http.req));
      http.body = opened(() => transcode(options.sealer, way, body, caller.tenantId));
      http.set('Cache-Control', 'no-store');
    });
  }
  return router;
}

function opened(work: () => PayloadsJson): PayloadsJson {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    // The same for all of these: whether there is such a payload is no answer either.
    throw invalidField(
      `payloads.${error.index}`,
      'was altered, or is not sealed with the key of your organization',
    );
  }
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
