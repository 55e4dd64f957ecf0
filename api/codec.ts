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

const DIRECTIONS = ['encode', 'decode'] as const;

/**
 * Serves Temporal's remote codec: decrypts payloads for Temporal Web, which calls from its own origin with the
 * session cookie, and for the CLI with an API key. Callers can decrypt only their own organisation's payloads.
 * Payloads contain ids and counts, no personal data.
 * @param options.origin Temporal Web's origin, if there is one; `authenticate` must accept cookies from it
 */
export function codecRoutes(options: {
  cipher: PayloadCipher;
  authenticate: Authenticate;
  origin: string | null;
}): Router {
  const router = new Router({ prefix: '/api/v1/codec' });
  router.use(cors(options.origin));
  for (const direction of DIRECTIONS) {
    router.options(`/${direction}`, (http) => {
      http.status = 204;
    });
    router.post(`/${direction}`, async (http) => {
      const caller = await options.authenticate(http);
      demand(caller, 'workflows:read');
      const body = parseInput(payloadsJson, await jsonBody(http.req));
      http.body = orRefused(() => transcode(options.cipher, direction, body, caller.tenantId));
      http.set('Cache-Control', 'no-store');
    });
  }
  return router;
}

function orRefused(work: () => PayloadsJson): PayloadsJson {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    // One answer for every cause: it must not reveal whether such a payload exists.
    throw invalidField(
      `payloads.${error.index}`,
      'was altered, or is not encrypted with the key of your organization',
    );
  }
}

/** Allows pages of one origin to call with the cookie; a browser hides the answer from all other origins. */
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

const path = (direction: string, summary: string): ZodOpenApiPathsObject => ({
  [`/api/v1/codec/${direction}`]: {
    options: {
      operationId: `codec.${direction}.preflight`,
      tags: ['workflows'],
      summary: 'Tells a browser that pages of Temporal Web may call',
      security: [],
      responses: { '204': { description: 'See the headers' } },
    },
    post: {
      operationId: `codec.${direction}`,
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

/** The OpenAPI paths of these routes. */
export const codecPaths: ZodOpenApiPathsObject = {
  ...path('encode', 'Encrypt payloads for Temporal'),
  ...path('decode', 'Decrypt payloads from Temporal, for Temporal Web and the Temporal CLI'),
};
