import { PERMISSIONS, type Permission } from '#domain/identity/permissions.ts';

/** `['contacts:read']` as the library stores it: `{contacts: ['read']}`. */
export function toStatements(scopes: readonly Permission[]): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const scope of scopes) {
    const [resource = '', verb = ''] = scope.split(':');
    (statements[resource] ??= []).push(verb);
  }
  return statements;
}

/** Back again; rights that no longer exist are dropped, and broken text gives none. */
export function fromStatements(stored: string | null): Permission[] {
  const statements = parse(stored);
  return PERMISSIONS.filter((permission) => {
    const [resource = '', verb = ''] = permission.split(':');
    const verbs = statements[resource];
    return Array.isArray(verbs) && verbs.includes(verb);
  });
}

function parse(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
