import { AppError } from '#lib/errors.ts';
import type { IdentityDeps } from '../deps.ts';

/** A user who has given the right password, and has a second factor. */
export type Challenged = { id: string; email: string };

/** @throws {AppError} unauthenticated: the ten minutes between password and code are over */
export async function challengedUser(
  { auth, sql }: Pick<IdentityDeps, 'auth' | 'sql'>,
  headers: Headers,
): Promise<Challenged> {
  const { createAuthCookie } = await auth.$context;
  const name = `${createAuthCookie('two_factor').name}=`;
  const pair = headers.get('cookie')?.split('; ').find((one) => one.startsWith(name)); // prettier-ignore
  // The library checks the signature behind the dot before it lets anybody in.
  const identifier = pair?.slice(name.length).split('.')[0];
  const user: Challenged | undefined = identifier
    ? await sql('verification as v')
        .joinRaw('join "user" u on u.id::text = v.value')
        .where('v.identifier', identifier)
        .where('v.expiresAt', '>', sql.fn.now())
        .first('u.id', 'u.email')
    : undefined;
  if (!user) throw signInAgain();
  return user;
}

export const signInAgain = (): AppError =>
  new AppError('unauthenticated', 'Enter your password again: a code must follow within ten minutes'); // prettier-ignore
