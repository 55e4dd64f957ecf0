import { createHash, type Hash } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { FILE_LIMIT, keepFile, type KeptFile } from '#domain/imports/keep-file.ts';
import type { Context, Services } from '#domain/context.ts';
import { invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { once, type Answer } from './middleware/idempotency.ts';
import { parseJson } from './parse-json.ts';
import { receiveFile } from './receive-file.ts';

/**
 * Receives a file and its fields, works on them once for each Idempotency-Key, and answers. The caller's right to it
 * must have been asked: a stored answer is told without asking again.
 * @param work calls `taken` when the file is its own from there on; else it is removed
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
  const key = http.get('idempotency-key');
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
    if (!key) return { ...(await run(caller)), replayed: false };
    return await once(
      services,
      caller,
      { key, operation, body: [hash.digest('hex'), fields], keep: (body) => body },
      run,
    );
  } finally {
    // Wrong fields, or the same request again: nobody needs this file.
    if (!taken) await services.files.remove(file.key);
  }
}

/**
 * The file of a page's form, kept while it comes in as those of the API are.
 * @param form gets the fields beside the file, so that a page can show them again
 * @throws AppError invalid (`file`) when none was chosen: a browser then sends an empty one
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
    told: (name, value) => form.set(name, value),
    discard: (kept) => services.files.remove(kept.key),
  });
  try {
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

/** Form fields are text: JSON where it is meant (`mapping`, `consent`), true and false. */
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

/** How such an operation looks in the OpenAPI document. @param fields beside the file, as schemas */
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
