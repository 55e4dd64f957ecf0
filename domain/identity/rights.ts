import { own } from '#lib/own.ts';
import {
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
  type Permission,
  type TenantRole,
} from '../permissions.ts';

/** Returns a role as it is stored; for an unknown one, the least. */
export const roleOf = (stored: string | null): TenantRole =>
  ROLES.find((known) => known === stored) ?? 'viewer';

/** Returns the permissions of a role as it is stored; of an unknown one: none. */
export function rightsOfRole(role: string | null): readonly Permission[] {
  const known = ROLES.find((one) => one === role);
  return known ? ROLE_PERMISSIONS[known] : [];
}

/** A key's row with its member's current role; null when the key is the organisation's, or the member has left. */
type KeyRights = { permissions: string; memberUserId: string | null; role: string | null };

/**
 * Returns what a key may do now. A member's key can do no more than the member, so it loses each right that the
 * member loses.
 * @returns `lost`: granted scopes that its member no longer has
 */
export function keyScopes(key: KeyRights): { may: Permission[]; lost: Permission[] } {
  const given = fromStatements(key.permissions);
  if (key.memberUserId === null) return { may: given, lost: [] };
  const rights = new Set(rightsOfRole(key.role));
  return {
    may: given.filter((scope) => rights.has(scope)),
    lost: given.filter((scope) => !rights.has(scope)),
  };
}

/** Reads the stored form `{contacts: ['read']}`. Rights that no longer exist are dropped; malformed text gives none. */
function fromStatements(stored: string): Permission[] {
  const statements = parse(stored);
  return PERMISSIONS.filter((permission) => {
    const [resource = '', verb = ''] = permission.split(':');
    const verbs = own(statements, resource);
    return Array.isArray(verbs) && verbs.includes(verb);
  });
}

function parse(stored: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
