/** Every permission in Assent, `<resource>:<verb>`. An API key's scopes are a subset of these. */
export const PERMISSIONS = [
  'organization:read', 'organization:write', 'members:read', 'members:write',
  'api_keys:read', 'api_keys:write',
  'contacts:read', 'contacts:write', 'pii:read',
  'consents:read', 'consents:write', 'verifications:read', 'verifications:write',
  'suppressions:read', 'suppressions:write',
  'templates:read', 'templates:write', 'messages:read', 'messages:send',
  'campaigns:read', 'campaigns:write', 'campaigns:send',
  'audit:read', 'workflows:read', 'workflows:cancel',
  'retention:read', 'retention:write', 'privacy:read', 'privacy:write', 'keys:read', 'keys:write',
  'assistant:use', 'assistant:manage',
] as const; // prettier-ignore
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export type TenantRole = (typeof ROLES)[number];

const reads = PERMISSIONS.filter(
  (p) => p.endsWith(':read') && p !== 'pii:read' && p !== 'api_keys:read' && p !== 'keys:read',
);
const NOT_FOR_MEMBERS: readonly Permission[] = [
  'organization:write',
  'members:write',
  'api_keys:read',
  'api_keys:write',
  'pii:read',
  'campaigns:send',
  'workflows:cancel',
  'retention:write',
  'privacy:write',
  'keys:read',
  'keys:write',
  'assistant:manage',
];

/** The only permission matrix: the permissions of each role. */
export const ROLE_PERMISSIONS: Record<TenantRole, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  member: PERMISSIONS.filter((p) => !NOT_FOR_MEMBERS.includes(p)),
  viewer: reads,
};
