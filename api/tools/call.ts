import { recordToolCall } from '#domain/audit/record-tool-call.ts';
import type { Context } from '#domain/context.ts';
import type { FieldError } from '#lib/errors.ts';
import { own } from '#lib/own.ts';
import { execute } from '../execute.ts';
import { checkInput, invalidInput } from '../input.ts';
import { asAppError } from '../middleware/translate.ts';
import type { ApiServices, RawInput } from '../operation.ts';
import { flag } from '../schemas.ts';
import { bodyShape, WHOLE_BODY } from './input-schema.ts';
import { REVEAL, type Tool } from './tools.ts';

/**
 * Calls a tool for a caller. It ends where HTTP does: the same permissions, limits, masks and audit. Personal data is
 * in clear only where the call asks for it, also in operations that show it to whoever may see it. The call itself is
 * in the audit log.
 * @returns the operation's answer
 * @throws {AppError} what the operation throws; other errors as they are
 */
export async function callTool(
  tool: Tool,
  services: ApiServices,
  ctx: Context,
  args: Record<string, unknown>,
): Promise<unknown> {
  let answer: unknown;
  try {
    const reader = asksInClear(args) ? ctx : masked(ctx);
    const raw = rawInput(tool, args);
    if (!tool.op.permission || ctx.permissions.has(tool.op.permission)) checkPath(tool, raw);
    answer = await execute(tool.op, services, reader, raw);
  } catch (thrown) {
    const kind = asAppError(thrown)?.kind ?? 'internal';
    // A database that is away refuses the record too; the caller learns of the first error.
    await recordToolCall(services, ctx, tool.name, kind).catch(() => undefined);
    throw thrown;
  }
  await recordToolCall(services, ctx, tool.name);
  return answer;
}

const asksInClear = (args: Record<string, unknown>): boolean =>
  flag.safeParse(asText(own(args, REVEAL))).data === true;

const masked = (ctx: Context): Context => ({
  ...ctx,
  permissions: new Set([...ctx.permissions].filter((one) => one !== 'pii:read')),
});

/**
 * Sorts flat arguments into the parts of a request. Unknown ones are left where the operation refuses them.
 * @throws {AppError} invalid, for unknown arguments of an operation that takes only those in its path
 */
function rawInput({ op }: Tool, args: Record<string, unknown>): RawInput {
  const inPath = Object.keys(op.params?.shape ?? {});
  const inBody = Object.keys(bodyShape(op.body));
  const {
    path = [],
    body = [],
    rest = [],
  } = Object.groupBy(Object.entries(args), ([name]) =>
    inPath.includes(name) ? 'path' : inBody.includes(name) ? 'body' : 'rest',
  );
  if (rest.length && !op.query && !op.body) {
    throw invalidInput(rest.map(([name]) => ({ path: name, message: 'is not a known field' })));
  }
  const fields = Object.fromEntries(op.query ? body : [...body, ...rest]);
  const isLeftOut = !Object.keys(fields).length && op.body?.safeParse(undefined).success;
  return {
    params: asQuery(path),
    query: op.query ? asQuery(rest) : {},
    body: !op.body || isLeftOut ? undefined : inBody.includes(WHOLE_BODY) ? fields[WHOLE_BODY] : fields, // prettier-ignore
  };
}

/**
 * In an address a malformed id is an unknown one. Here it is an argument like any other: who forgot it is told so.
 * @throws {AppError} invalid
 */
function checkPath({ op }: Tool, { params }: RawInput): void {
  const errors: FieldError[] = [];
  checkInput(op.params, params, errors);
  if (errors.length) throw invalidInput(errors);
}

const asQuery = (fields: [string, unknown][]): Record<string, unknown> =>
  Object.fromEntries(fields.map(([name, value]) => [name, asText(value)]));

/** Returns a number or boolean as a query has it. */
const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
