import type { TenantId } from '#lib/ids.ts';
import type { Actor, Context, Services } from '../context.ts';
import { keyScopes, rightsOfRole } from './rights.ts';

type Row = { role: string | null; permissions: string | null; memberUserId: string | null };

/**
 * Returns a member or an API key as a caller, with the permissions that they have at this moment: for work that goes on
 * after their request.
 * @returns null when they may do nothing any more: the member has left, the key has ended, the organization is suspended
 */
export async function callerNow(
  { db }: Pick<Services, 'db'>,
  { tenantId, actor, requestId }: { tenantId: TenantId; actor: Actor; requestId: string },
): Promise<Context | null> {
  const row = await db.withTenant({ tenantId }, async (trx) => {
    const { rows } = await trx.raw<{ rows: Row[] }>(
      `select r.role, r.permissions, r."memberUserId" from named.rights(?, ?) r
       where exists (select from tenants where status = 'active')`,
      [actor.type, actor.id ?? ''],
    );
    return rows[0];
  });
  if (!row) return null;
  const { permissions, memberUserId, role } = row;
  const may =
    permissions === null ? rightsOfRole(role) : keyScopes({ permissions, memberUserId, role }).may;
  return { tenantId, actor, permissions: new Set(may), requestId };
}
