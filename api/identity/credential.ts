import type { Actor } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import type { TenantId } from '#lib/ids.ts';

/** The caller behind a key or session. `endsIn`: milliseconds from the look-up; null: no end. */
export type Credential = {
  tenantId: TenantId;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  endsIn: number | null;
  /** Of a user. */
  sessionId?: string;
};
