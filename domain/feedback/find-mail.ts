import { isKind } from '#lib/errors.ts';
import type { Services } from '../context.ts';
import { readMailToken, type MailTarget, type MailUse } from './mail-token.ts';

/** Returns the mail of the first token that is ours; null when none is. */
export async function findMail(
  services: Pick<Services, 'db' | 'keyring'>,
  use: MailUse,
  tokens: readonly string[],
): Promise<MailTarget | null> {
  for (const token of tokens.slice(0, 10)) {
    const target = await readMailToken(services, use, token).catch(gone);
    if (target) return target;
  }
  return null;
}

/** A tenant without keys means no match; an unreachable database is an error. */
function gone(error: unknown): null {
  if (isKind(error, 'not_found')) return null;
  throw error;
}
