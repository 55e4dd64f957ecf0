import type { Context } from '#domain/context.ts';
import type { Api } from './api-type.ts';
import { execute } from './execute.ts';
import { asAppError } from './middleware/translate.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { operations } from './operations.ts';

/**
 * Every operation as a function of this process, for one caller. Checks rights and shapes exactly as the
 * HTTP door does, and throws the AppError that the other would send.
 */
export function inProcessApi(services: ApiServices, ctx: Context): Api {
  const tree: Record<string, Record<string, Operation>> = operations;
  const api = Object.fromEntries(
    Object.entries(tree).map(([module, ops]) => [
      module,
      Object.fromEntries(
        Object.entries(ops).map(([name, op]) => [
          name,
          (input: RawInput) => execute(op, services, ctx, input).catch(translated),
        ]),
      ),
    ]),
  );
  // The same tree, walked: `execute` parses what goes in and what comes out by the operation's schemas.
  return api as Api;
}

/** A database that is away is a 503 behind this door too. */
function translated(thrown: unknown): never {
  throw asAppError(thrown) ?? thrown;
}
