import { APIError } from 'better-auth/api';
import type { BackupCodesView, FactorsView, NewFactorView } from '#domain/identity/contract.ts';
import type { Context } from '#domain/context.ts';
import { conflict, invalidField } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { onBehalfOf, type Acting } from '../acting.ts';
import type { IdentityDeps, Visitor } from '../deps.ts';
import { ensureOrganization } from '../organization.ts';
import { reached } from '../reached.ts';
import { presentSession, signedIn, type SignedIn } from '../session.ts';
import { userOf } from '../members.ts';
import { withPassword } from '../with-password.ts';

type Row = { verified: boolean | null; left: number };

/** Returns the second factors of the signed-in user. @throws {AppError} forbidden for an API key */
export async function listFactors({ sql }: IdentityDeps, ctx: Context): Promise<FactorsView> {
  const row: Row | undefined = await sql('twoFactor')
    .where({ userId: userOf(ctx) })
    .first('verified', sql.raw('jsonb_array_length("backupCodes"::jsonb) as left'));
  const isOn = row?.verified === true;
  return { app: isOn, backup_codes_left: isOn ? row.left : 0 };
}

/**
 * Begins to set up an authenticator app. Nothing changes until a code of it was entered (`confirmFactor`).
 * @throws {AppError} unauthenticated, invalid (password), conflict, rate_limited
 */
export async function addFactor(
  deps: IdentityDeps,
  password: string,
  visitor: Visitor,
): Promise<NewFactorView> {
  const { user } = await presentSession(deps, visitor);
  if (user.twoFactorEnabled) throw conflict('There is an authenticator app already; remove it first'); // prettier-ignore
  const { headers } = visitor;
  const made = await asUser(deps, user, visitor, () =>
    deps.auth.api.enableTwoFactor({ headers, body: { password, method: 'totp' } }),
  );
  if (made.method !== 'totp') throw new Error('The library made another factor');
  const secret = new URL(made.totpURI).searchParams.get('secret') ?? '';
  return { uri: made.totpURI, secret, backup_codes: made.backupCodes };
}

/**
 * Ends the set-up: from now on a sign-in needs a code. All sessions end, and this one goes on under a new token.
 * @throws {AppError} unauthenticated, invalid (code), conflict
 */
export async function confirmFactor(
  deps: IdentityDeps,
  code: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const { headers, requestId } = visitor;
  const { user } = await presentSession(deps, visitor);
  if (user.twoFactorEnabled) throw conflict('There is an authenticator app already');
  await deps.limits.factor(user.id);
  const acting = actingUser(user, visitor);
  const made = await reached(deps, () =>
    onBehalfOf(acting, () =>
      deps.auth.api.verifyTOTP({ headers, body: { code }, returnHeaders: true }),
    ),
  ).catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    if (error.body?.code === 'TOTP_NOT_ENABLED') throw conflict('Begin with your password');
    throw invalidField('code', 'is not the one that the app shows now');
  });
  await deps.limits.firstUse(user.id, code);
  await endOthers(deps, user.id, made.headers);
  return signedIn(made.headers, user, await ensureOrganization(deps, user, requestId));
}

/**
 * Ends the sessions that never gave a code, as after a change of the password: one of them might be a thief's.
 * @param headers the Set-Cookie of the session that goes on
 */
async function endOthers(deps: IdentityDeps, userId: string, headers: Headers): Promise<void> {
  const cookie = headers.getSetCookie().map((line) => line.split(';', 1)[0]).join('; '); // prettier-ignore
  const { session } = await presentSession(deps, { headers: new Headers({ cookie }) });
  await deps.sql('session').where({ userId }).whereNot({ id: session.id }).delete();
}

/** Replaces the backup codes. @throws {AppError} unauthenticated, invalid (password), conflict, rate_limited */
export async function newCodes(
  deps: IdentityDeps,
  password: string,
  visitor: Visitor,
): Promise<BackupCodesView> {
  const { user } = await presentSession(deps, visitor);
  if (!user.twoFactorEnabled) throw conflict('There is no authenticator app');
  const { headers } = visitor;
  const { backupCodes } = await asUser(deps, user, visitor, () =>
    deps.auth.api.generateBackupCodes({ headers, body: { password } }),
  );
  return { backup_codes: backupCodes };
}

/**
 * Removes the authenticator app and the backup codes. This session goes on under a new token.
 * @throws {AppError} unauthenticated, invalid (password), conflict, rate_limited
 */
export async function removeFactor(
  deps: IdentityDeps,
  password: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const { headers, requestId } = visitor;
  const { user } = await presentSession(deps, visitor);
  if (!user.twoFactorEnabled) throw conflict('There is no authenticator app');
  const gone = await asUser(deps, user, visitor, () =>
    deps.auth.api.disableTwoFactor({ headers, body: { password }, returnHeaders: true }),
  );
  return signedIn(gone.headers, user, await ensureOrganization(deps, user, requestId));
}

/** Makes a call that needs the password, in the name of the user. */
const asUser = <T>(
  deps: IdentityDeps,
  user: { id: string; email: string },
  visitor: Visitor,
  call: () => Promise<T>,
): Promise<T> => {
  const wrong = invalidField('password', 'is not your password');
  const acting = actingUser(user, visitor);
  return withPassword(deps, user.email, visitor, wrong, () => onBehalfOf(acting, call));
};

const actingUser = ({ id }: { id: string }, { requestId = newId() }: Visitor): Acting => ({
  actor: { type: 'user', id },
  requestId,
});
