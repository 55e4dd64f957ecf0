import type { IdentityDeps } from './deps.ts';

/** Whether an e-mail address, in lower case, has an account. */
export const hasAccount = async (
  { sql }: Pick<IdentityDeps, 'sql'>,
  email: string,
): Promise<boolean> => Boolean(await sql('user').where({ email }).first('id'));
