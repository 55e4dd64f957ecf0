import type { IdentityDeps } from './deps.ts';

/**
 * Calls the identity library. The library hides a lost database behind its own errors. So when it throws one and the
 * database does not answer, the database's own error is thrown, which becomes a 503.
 */
export async function reached<T>(
  { sql }: Pick<IdentityDeps, 'sql'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (looksInternal(error)) await sql.raw('select 1');
    throw error;
  }
}

const looksInternal = (error: unknown): boolean => {
  if (!(error instanceof Error) || !('statusCode' in error)) return true;
  return Number(error.statusCode) >= 500 || /FAILED_TO/.test(JSON.stringify(error));
};
