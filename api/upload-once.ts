import { createHash, type Hash } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { FILE_LIMIT, keepFile, type KeptFile } from '#domain/imports/keep-file.ts';
import type { Context, Services } from '#domain/context.ts';
import { isOfAnother, ofAnother, RENDERED_FOR } from '#domain/identity/rendered-for.contract.ts';
import { conflict, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { own } from '#lib/own.ts';
import { keyIn, once, type Answer } from './middleware/idempotency.ts';
import { parseJson } from './parse-json.ts';
import { receiveFile } from './receive-file.ts';

/**
 * Receives a file and its fields, processes them once per Idempotency-Key, and answers. Check the caller's permission
 * before: a stored answer is returned without another check.
 * @param work calls `taken` once it owns the file; otherwise the file is removed
 */
export async function uploadOnce(
  services: Services,
  caller: Context,
  http: KoaContext,
  operation: string,
  work: (
    ctx: Context,
    file: KeptFile,
    fields: Record<string, unknown>,
    taken: () => void,
  ) => Promise<Answer>,
): Promise<void> {
  const answer = await receiveOnce(services, caller, http, operation, work);
  if (answer.replayed) http.set('Idempotent-Replayed', 'true');
  http.status = answer.status;
  http.body = answer.body;
}

async function receiveOnce(
  ...[services, caller, http, operation, work]: Parameters<typeof uploadOnce>
): Promise<Answer & { replayed: boolean }> {
  const key = keyIn(http);
  const hash = createHash('sha256');
  const { file, fields } = await receiveFile(http.req, {
    limit: FILE_LIMIT,
    keep: (content, name) => keepFile(services, caller, newId(), hashed(content, hash), name),
    discard: (kept) => services.files.remove(kept.key),
  });
  let taken = false;
  const run = (ctx: Context): Promise<Answer> =>
    work(ctx, file, jsonFields(fields), () => {
      taken = true;
    });
  try {
    if (key === undefined) return { ...(await run(caller)), replayed: false };
    return await once(
      services,
      caller,
      { key, operation, body: [hash.digest('hex'), fields], keep: (body) => body },
      run,
    );
  } finally {
    // The fields were wrong, or the request is a repeat: the file is not needed.
    if (!taken) await services.files.remove(file.key);
  }
}

/**
 * Receives the file of a page's form and stores it like the API does.
 * @param form receives the other fields, so that a page can show them again
 * @throws {AppError} invalid (`file`) when no file was chosen: a browser then sends an empty one
 */
export async function receiveChosen<T>(
  services: Services,
  caller: Context,
  http: KoaContext,
  form: FormData,
  work: (file: KeptFile, fields: Record<string, string>) => Promise<T>,
): Promise<T> {
  const { file, fields } = await receiveFile(http.req, {
    limit: FILE_LIMIT,
    keep: (content, name) => keepFile(services, caller, newId(), content, name),
    onField: (name, value) => form.set(name, value),
    discard: (kept) => services.files.remove(kept.key),
  });
  try {
    if (isOfAnother(caller.tenantId, own(fields, RENDERED_FOR))) {
      throw conflict(ofAnother('another one'));
    }
    if (!file.size) throw invalidField('file', 'Choose a CSV file');
    return await work(file, fields);
  } catch (error) {
    await services.files.remove(file.key);
    throw error;
  }
}

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Parses form fields, which are text: as JSON where JSON is expected (`mapping`, `consent`), and as booleans. */
function jsonFields(fields: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => {
        if (!/^(\s*[{[]|true$|false$)/.test(value)) return [name, value];
        try {
          return [name, parseJson(Buffer.from(value))];
        } catch {
          throw invalidField(name, 'is not valid JSON');
        }
      }),
  );
}

/**
 * Returns the OpenAPI request of such an operation.
 * @param fields schemas of the fields beside the file
 */
export const takesCsv = (
  fields: Record<string, { type: 'string'; description?: string; enum?: string[] }>,
) =>
  ({
    parameters: [
      { in: 'header', name: 'Idempotency-Key', schema: { type: 'string', maxLength: 255 } },
    ],
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['file'],
            properties: { file: { type: 'string', contentMediaType: 'text/csv' }, ...fields },
          },
        },
      },
    },
  }) satisfies Partial<ZodOpenApiOperationObject>;
