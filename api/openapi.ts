import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { own, setOwn } from '#lib/own.ts';
import type { NamedOperation } from './http.ts';
import type { Operation } from './operation.ts';
import { refusals, withRefusals } from './problems.ts';
import { neededFor, toldShape } from './seen-by.ts';

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[!-~]{1,255}$/)
    .optional(),
});

/** Builds the OpenAPI 3.1 document of every operation, plus `extra` paths that are not JSON operations. */
export function openApiDocument(
  operations: readonly NamedOperation[],
  options: { version: string; serverUrl: string; extra?: readonly ZodOpenApiPathsObject[] },
): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const { id, op } of operations) {
    const path = `/api/v1${op.path}`;
    setOwn(paths, path, { ...own(paths, path), [op.method]: describe(id, op) });
  }
  for (const more of options.extra ?? []) {
    for (const [path, item] of Object.entries(more))
      setOwn(paths, path, { ...own(paths, path), ...withTheirRefusals(path, item) });
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Assent',
      version: options.version,
      description:
        'Consent-first engagement. Lists take `limit` and `cursor`; POSTs that create or send honor ' +
        '`Idempotency-Key`; errors are RFC 9457 problem details.',
      license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
    },
    servers: [{ url: options.serverUrl }],
    security: [{ apiKey: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `ask_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'assent.session_token' },
      },
    },
    paths,
  });
}

const withTheirRefusals = (path: string, item: ZodOpenApiPathItemObject): object =>
  Object.fromEntries(
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, withRefusals(method, path, operation)]] : [];
    }),
  );

/**
 * Returns the schema of an operation's answer, including the reduced answer for callers who may change a resource but
 * not read it.
 */
function answerOf({ permission, output, told }: Operation): z.ZodType | undefined {
  const needed = neededFor(output);
  if (!needed || needed === permission || !(output instanceof z.ZodObject)) return output;
  const description = `without ${needed}`;
  return z.union([output, toldShape(output, told).describe(description)]);
}

/** Whether a query takes ids. */
const idsIn = (query: z.ZodObject | undefined): boolean =>
  Object.keys(query?.shape ?? {}).some((name) => /(?:^|_)ids?$/.test(name));

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;

function describe(id: string, op: Operation): ZodOpenApiOperationObject {
  const status = String(op.status ?? (op.output ? 200 : 204));
  return {
    operationId: id,
    tags: [id.split('.')[0] ?? id],
    summary: op.summary,
    ...(op.permission ? { 'x-permission': op.permission } : {}),
    requestParams: {
      ...(op.params ? { path: op.params } : {}),
      ...(op.query ? { query: op.query } : {}),
      ...(op.idempotent ? { header: idempotencyHeader } : {}),
    },
    ...(op.body
      ? {
          requestBody: {
            required: !op.body.safeParse(undefined).success,
            content: { 'application/json': { schema: op.body } },
          },
        }
      : {}),
    responses: {
      [status]: op.output
        ? { description: 'Done', content: { 'application/json': { schema: answerOf(op) } } }
        : { description: 'Done, no content' },
      ...refusals(
        {
          open: false,
          writes: op.method !== 'get',
          names: Boolean(op.params || op.body) || idsIn(op.query),
          limited: op.limited ?? false,
        },
        { reasons: op.reasons },
      ),
    },
  };
}
