import type { Context } from '#domain/context.ts';
import { notFound } from '#lib/errors.ts';
import { demand } from './demand.ts';
import { checkInput, invalidInput } from './input.ts';
import { badText } from './middleware/text.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { seenBy } from './seen-by.ts';

/**
 * Runs an operation for a caller: right, shape, use case, answer. Both doors (HTTP and pages) end here.
 * @returns the parsed output, undefined for 204
 * @throws AppError forbidden, not_found, invalid, or what the use case throws
 */
export async function execute(
  op: Operation,
  services: ApiServices,
  ctx: Context,
  raw: RawInput,
): Promise<unknown> {
  const answer = await op.handler(services, ctx, admit(op, ctx, raw));
  return seenBy(ctx, op.output, op.output?.parse(answer), op.told);
}

/** Whether the caller has the right to an operation at all. @throws AppError forbidden */
export function permit(op: Operation, ctx: Context): void {
  if (op.permission) demand(ctx, op.permission);
}

/** What the caller may hand to the use case. @throws AppError forbidden, not_found, invalid */
export function admit(
  op: Operation,
  ctx: Context,
  raw: RawInput,
): Parameters<Operation['handler']>[2] {
  permit(op, ctx);
  const params = op.params?.safeParse(raw.params ?? {});
  // An id that cannot be one is answered like one that is not there.
  if (params && !params.success) throw notFound('Resource');
  const errors = [...badText(raw.body), ...badText(raw.query)];
  const query = checkInput(op.query, raw.query ?? {}, errors);
  const body = checkInput(op.body, raw.body, errors);
  if (errors.length) throw invalidInput(errors);
  return {
    params: params?.data,
    query,
    body,
    ...(raw.ifMatch === undefined ? {} : { ifMatch: raw.ifMatch }),
  };
}
