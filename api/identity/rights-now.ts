import { callerNow } from '#domain/identity/caller-now.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Credential } from './credential.ts';
import type { IdentityDeps } from './deps.ts';

/**
 * Returns what a caller may do at this moment, for an answer that is still being sent.
 * @returns null when nothing: they were removed or deactivated, or their session or key has ended
 */
export async function rightsNow(
  { sql, services }: Pick<IdentityDeps, 'sql' | 'services'>,
  { tenantId, actor, sessionId }: Credential,
  requestId: string,
): Promise<ReadonlySet<Permission> | null> {
  if (sessionId !== undefined) {
    const session: object | undefined = await sql('session')
      .where({ id: sessionId })
      .where('expiresAt', '>', sql.fn.now())
      .first('id');
    if (!session) return null;
  }
  return (await callerNow(services, { tenantId, actor, requestId }))?.permissions ?? null;
}
