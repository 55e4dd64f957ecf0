import type { Context } from '#domain/context.ts';
import { notFound } from '#lib/errors.ts';
import { demand } from './demand.ts';
import { checkInput, invalidInput } from './input.ts';
import { badText } from './middleware/text.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { seenBy } from './seen-by.ts';

/**
 * Runs an operation for a caller: checks the permission and the input, runs the handler, parses the output. HTTP and
 * in-process calls both end here.
 * @returns the parsed output, undefined for 204
 * @throws {AppError} forbidden, not_found, invalid, or what the handler throws
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

/**
 * Checks that the caller has the operation's permission.
 * @throws {AppError} forbidden when not
 */
export function permit(op: Operation, ctx: Context): void {
  if (op.permission) demand(ctx, op.permission);
}

/**
 * Checks the permission and parses the input.
 * @throws {AppError} forbidden, not_found, invalid
 */
export function admit(
  op: Operation,
  ctx: Context,
  raw: RawInput,
): Parameters<Operation['handler']>[2] {
  permit(op, ctx);
  const params = op.params?.safeParse(raw.params ?? {});
  // A malformed id gets the same answer as an unknown one.
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
