import type { Permission } from '#domain/permissions.ts';
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
