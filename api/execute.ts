import type { z } from 'zod';
import type { Context, Services } from '#domain/context.ts';
import { AppError, notFound, type FieldError } from '#lib/errors.ts';
import { badText } from './middleware/text.ts';
import type { Operation, RawInput } from './operation.ts';

/**
 * Runs an operation for a caller: right, shape, use case, answer. Both doors (HTTP and pages) end here.
 * @returns the parsed output, undefined for 204
 * @throws AppError forbidden, not_found, invalid, or what the use case throws
 */
export async function execute(
  op: Operation,
  services: Services,
  ctx: Context,
  raw: RawInput,
): Promise<unknown> {
  if (op.permission && !ctx.permissions.has(op.permission)) {
    throw new AppError('forbidden', `This needs the permission ${op.permission}`);
  }
  const params = op.params?.safeParse(raw.params ?? {});
  // An id that cannot be one is answered like one that is not there.
  if (params && !params.success) throw notFound('Resource');
  const errors = [...badText(raw.body), ...badText(raw.query)];
  const query = check(op.query, raw.query ?? {}, errors);
  const body = check(op.body, raw.body, errors);
  if (errors.length) throw new AppError('invalid', 'Some fields are not valid', { errors });
  const answer = await op.handler(services, ctx, {
    params: params?.data,
    query,
    body,
    ...(raw.ifMatch === undefined ? {} : { ifMatch: raw.ifMatch }),
  });
  return op.output?.parse(answer);
}

function check<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  errors: FieldError[],
): z.output<S> | undefined {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...parsed.error.issues.flatMap(fieldErrors));
  return undefined;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  }
  return [{ path, message: issue.message }];
}
