import type { Actor } from '#domain/context.ts';
import type { Permission } from '#domain/identity/permissions.ts';
import type { TenantId } from '#lib/ids.ts';

/** What a key or a session stands for. `expiresAt` in milliseconds since 1970; null: it does not end by itself. */
export type Credential = {
  tenantId: TenantId;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  expiresAt: number | null;
};
