import { z } from 'zod';
import type { Answer } from './api.ts';

/** The parts of a JSON schema that the attacks read. */
export type Schema = {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  allOf?: Schema[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  additionalProperties?: unknown;
  required?: string[] | undefined;
  'x-secret'?: boolean | undefined;
};

/** An operation as described by the OpenAPI document: everything that an outsider knows. */
export type Described = {
  id: string;
  method: string;
  /** Path below /api/v1, with `{parameters}`. */
  path: string;
  permission: string | null;
  /** Needs no credential. */
  open: boolean;
  params: string[];
  query: string[];
  /** Schema of the JSON body, references resolved. */
  body: Schema | undefined;
  bodyRequired: boolean;
  /** Schema of the successful JSON answer, references resolved. */
  answer: Schema | undefined;
  multipart: boolean;
  idempotent: boolean;
};

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
    enum: z.array(z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    'x-secret': z.boolean().optional(),
  }),
);

const document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        'x-permission': z.string().optional(),
        security: z.array(z.unknown()).optional(),
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
        requestBody: z
          .object({
            required: z.boolean().optional(),
            content: z.record(z.string(), z.object({ schema: schema.optional() })),
          })
          .optional(),
        responses: z.record(
          z.string(),
          z.object({
            content: z.record(z.string(), z.object({ schema: schema.optional() })).optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), schema).optional() }),
});

const PREFIX = '/api/v1';

/** Returns every operation below /api/v1 from a running server's document. */
export async function described(url: string): Promise<Described[]> {
  const { paths, components } = document.parse(await (await fetch(`${url}/openapi.json`)).json());
  const resolve = (found: Schema | undefined): Schema | undefined => {
    const name = found?.$ref?.split('/').at(-1);
    return name ? resolve(components.schemas?.[name]) : found;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith(PREFIX)
      ? Object.entries(methods).map(([method, op]) => ({
          id: op.operationId,
          method: method.toUpperCase(),
          path: path.slice(PREFIX.length),
          permission: op['x-permission'] ?? null,
          open: op.security?.length === 0,
          params: named(op.parameters, 'path'),
          query: named(op.parameters, 'query'),
          idempotent: named(op.parameters, 'header').includes('Idempotency-Key'),
          body: resolve(op.requestBody?.content['application/json']?.schema),
          answer: resolve(whole(resolve(answerOf(op.responses)))),
          bodyRequired: op.requestBody?.required ?? false,
          multipart: Boolean(op.requestBody?.content['multipart/form-data']),
        }))
      : [],
  );
}

const answerOf = (
  responses: Record<
    string,
    { content?: Record<string, { schema?: Schema | undefined }> | undefined }
  >,
): Schema | undefined =>
  Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content?.[
    'application/json'
  ]?.schema;

/** Returns the whole answer of a schema that also has a reduced answer for callers without the right to read. */
const whole = (found: Schema | undefined): Schema | undefined => found?.anyOf?.[0] ?? found;

const named = (parameters: { name: string; in: string }[] | undefined, where: string): string[] =>
  (parameters ?? []).filter((p) => p.in === where).map((p) => p.name);

/** Returns the resource of a path's first id: `/contacts/{id}/timeline` → `contacts`. */
export const resourceOf = (path: string): string => path.slice(1).split('/{')[0] ?? '';

/** Replaces the parameters of a path by ids. */
export const fill = (path: string, ids: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));

/** Returns what is wrong with an answer: it is a 500, or an error without problem+json or our request id. */
export function faults(answer: Answer): string[] {
  const problem = answer.status >= 400;
  return [
    ...(answer.status >= 500 ? [`status ${answer.status}`] : []),
    ...(problem && answer.headers.get('content-type') !== 'application/problem+json'
      ? [`${answer.status} is ${answer.headers.get('content-type')}`]
      : []),
    ...(problem && answer.body?.status !== answer.status ? ['problem without its status'] : []),
    ...(problem && !answer.body?.request_id ? ['problem without request_id'] : []),
  ];
}
