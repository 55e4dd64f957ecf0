import { APIError } from 'better-auth/api';
import type { SecondFactorInput } from '#domain/identity/contract.ts';
import { AppError, invalidField } from '#lib/errors.ts';
import type { IdentityDeps, Visitor } from '../deps.ts';
import { noteFailure } from '../failed-sign-in.ts';
import { reached } from '../reached.ts';
import type { SignedIn } from '../session.ts';
import { startSession } from '../start-session.ts';
import { challengedUser, signInAgain } from './challenged.ts';
import { withCookies } from './cookies.ts';

/**
 * Ends a sign-in that needs a second factor, by a code of an authenticator app or a backup code. Each code works once.
 * Five wrong codes end the attempt, ten in a row lock the factor for 15 minutes.
 * @throws {AppError} unauthenticated, invalid (code), rate_limited
 */
export async function confirmSignIn(
  deps: IdentityDeps,
  { code, trust_device: trustDevice = false }: SecondFactorInput,
  visitor: Visitor,
): Promise<SignedIn> {
  const headers = await withCookies(deps, visitor, ['two_factor', 'dont_remember']);
  const user = await challengedUser(deps, headers);
  const call = { headers, returnHeaders: true } as const;
  const { api } = deps.auth;
  const isFromApp = /^\d{6}$/.test(code);
  // A code that was seen over somebody's shoulder must not work again (RFC 6238 §5.2; OWASP ASVS 5.0, V6.5.1). Asked
  // first, so that the attempt goes on with the next code.
  if (isFromApp && !(await deps.limits.firstUse(user.id, code))) {
    throw invalidField('code', 'was entered already; wait for the next one');
  }
  const verify = () =>
    isFromApp
      ? api.verifyTOTP({ ...call, body: { code, trustDevice } })
      : api.verifyBackupCode({
          ...call,
          body: { code: deps.backupCodes.hashOf(code), trustDevice },
        });
  const made = await reached(deps, verify).catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    noteFailure(deps, user.email, visitor, 'wrong_code');
    throw refusal(error);
  });
  const { token } = made.response;
  if (!token) throw new Error('The library made no session');
  return startSession(deps, made.headers, { userId: user.id, token }, visitor, undefined);
}

function refusal(error: APIError): AppError {
  switch (error.body?.code) {
    case 'INVALID_CODE':
    case 'INVALID_BACKUP_CODE':
      return invalidField('code', 'is not right; codes from the app are valid for half a minute');
    case 'ACCOUNT_TEMPORARILY_LOCKED':
      return new AppError('rate_limited', 'Too many wrong codes; wait before the next one', {
        retryAfter: 900,
      });
    default:
      return signInAgain();
  }
}
