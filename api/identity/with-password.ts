import { APIError } from 'better-auth/api';
import type { AppError } from '#lib/errors.ts';
import type { IdentityDeps, Visitor } from './deps.ts';
import { noteFailure } from './failed-sign-in.ts';
import { reached } from './reached.ts';

/**
 * Makes a call of the library that only the right password lets through. Attempts are limited, and failures are in the
 * audit log; a right one clears the failures before it.
 * @param wrong thrown when the library refuses
 * @throws {AppError} `wrong`; rate_limited
 */
export async function withPassword<T>(
  deps: IdentityDeps,
  email: string,
  visitor: Visitor,
  wrong: AppError,
  call: () => Promise<T>,
): Promise<T> {
  await deps.limits.login(visitor.ip, email, () =>
    noteFailure(deps, email, visitor, 'too_many_attempts'),
  );
  const result = await reached(deps, call).catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    noteFailure(deps, email, visitor, 'wrong_password');
    throw wrong;
  });
  await deps.limits.forgive(visitor.ip, email);
  return result;
}
