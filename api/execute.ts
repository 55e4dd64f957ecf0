import type { Context } from '#domain/context.ts';
import { isKind, notFound } from '#lib/errors.ts';
import { demand } from './demand.ts';
import { checkInput, invalidInput, validParts } from './input.ts';
import { badText } from './middleware/text.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { fieldsThatNeed, seenBy } from './seen-by.ts';

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
  const answer = await op.handler(services, ctx, await admitWhole(op, services, ctx, raw));
  return seenBy(ctx, op.output, op.output?.parse(answer), op.told);
}

/** Admits like `admit`; a refusal also names the faults that the handler would find. */
async function admitWhole(op: Operation, services: ApiServices, ctx: Context, raw: RawInput) {
  try {
    return admit(op, ctx, raw);
  } catch (error) {
    if (!op.faults || !isKind(error, 'invalid')) throw error;
    const errors = error.detail.errors ?? [];
    const params = op.params?.parse(raw.params ?? {});
    const further = await op.faults(services, ctx, { params, body: validParts(op.body, raw.body) });
    const wrong = new Set(errors.map(({ path }) => fieldIn(path)));
    throw invalidInput([...errors, ...further.filter(({ path }) => !wrong.has(fieldIn(path)))]);
  }
}

const fieldIn = (path: string): string | undefined => path.split('.')[0];

/**
 * Checks that the caller has the operation's permission.
 * @throws {AppError} forbidden when not
 */
export function permit(op: Operation, ctx: Context): void {
  if (op.permission) demand(ctx, op.permission);
}

/**
 * Checks the permissions that given fields need by themselves (`needs`): a filter by a contact tells what is theirs.
 * @throws {AppError} forbidden
 */
function permitFields(schema: Operation['body'], given: unknown, ctx: Context): void {
  if (typeof given !== 'object' || given === null) return;
  const fields = new Map(Object.entries(given));
  for (const { name, permission } of fieldsThatNeed(schema)) {
    if (fields.get(name) !== undefined) demand(ctx, permission);
  }
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
  permitFields(op.query, query, ctx);
  permitFields(op.body, body, ctx);
  return {
    params: params?.data,
    query,
    body,
    ...(raw.ifMatch === undefined ? {} : { ifMatch: raw.ifMatch }),
  };
}
