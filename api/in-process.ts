import type { Context } from '#domain/context.ts';
import type { Api } from './api-type.ts';
import { execute } from './execute.ts';
import { asAppError } from './middleware/translate.ts';
import type { ApiServices, Operation, RawInput } from './operation.ts';
import { operations } from './operations.ts';

/**
 * Creates every operation as a function of this process, for one caller. It checks permissions and input exactly like
 * HTTP, and throws the same AppErrors.
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
  // The same tree; `execute` checks input and output with the operation's schemas, so the types hold.
  return api as Api;
}

/** Translates a thrown error like HTTP does: a database that is away is a 503 here too. */
function translated(thrown: unknown): never {
  throw asAppError(thrown) ?? thrown;
}
