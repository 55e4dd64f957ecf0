import {
  OWNERS_ONLY,
  PERMISSION_WORDS,
  ROLE_PERMISSIONS,
  ROLES,
  type TenantRole,
} from '../../domain/identity/roles.contract.ts';

export type MatrixRow = { id: string; words: string; roles: readonly TenantRole[] };

const rolesWith = (permission: string): TenantRole[] =>
  ROLES.filter((role) => ROLE_PERMISSIONS[role].some((one) => one === permission));

const OWNERS: MatrixRow = { id: 'owners', words: OWNERS_ONLY, roles: ['owner'] };

/** What each role may do, row by row, made from the one table that the API applies. */
export const MATRIX: readonly { group: string; rows: MatrixRow[] }[] = Object.entries(
  PERMISSION_WORDS,
).map(([group, permissions]) => ({
  group,
  rows: [
    ...Object.entries(permissions).map(([id, words]) => ({ id, words, roles: rolesWith(id) })),
    ...(group === 'Organization' ? [OWNERS] : []),
  ],
}));
