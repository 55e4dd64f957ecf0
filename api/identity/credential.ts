import type { Actor } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import type { TenantId } from '#lib/ids.ts';

/** What a key or a session stands for. `endsIn`: in milliseconds from the look; null: not by itself. */
export type Credential = {
  tenantId: TenantId;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  endsIn: number | null;
};
