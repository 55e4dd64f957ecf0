import { PERMISSIONS, ROLE_PERMISSIONS, ROLES, type Permission } from '#domain/permissions.ts';
import { own, setOwn } from '#lib/own.ts';

/** Converts `['contacts:read']` to the stored form `{contacts: ['read']}`. */
export function toStatements(scopes: readonly Permission[]): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const scope of scopes) {
    const [resource = '', verb = ''] = scope.split(':');
    setOwn(statements, resource, [...(own(statements, resource) ?? []), verb]);
  }
  return statements;
}

/** Converts back. Rights that no longer exist are dropped; malformed text gives none. */
function fromStatements(stored: string): Permission[] {
  const statements = parse(stored);
  return PERMISSIONS.filter((permission) => {
    const [resource = '', verb = ''] = permission.split(':');
    const verbs = own(statements, resource);
    return Array.isArray(verbs) && verbs.includes(verb);
  });
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
  const role = ROLES.find((known) => known === key.role);
  const rights = new Set<Permission>(role ? ROLE_PERMISSIONS[role] : []);
  return {
    may: given.filter((scope) => rights.has(scope)),
    lost: given.filter((scope) => !rights.has(scope)),
  };
}

function parse(stored: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
