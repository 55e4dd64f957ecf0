import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';

export type AuditRow = {
  id: string;
  occurred_at: Date;
  actor_type: string;
  actor_id: string | null;
  action: string;
  entity_type: string;
  entity_id: string;
  detail: Record<string, unknown>;
  request_id: string | null;
};

export type AuditFilter = {
  entity_type?: string | undefined;
  entity_id?: string | undefined;
  /** The id of a user or key, or a type of actor such as `system`. */
  actor?: string | undefined;
  /** From this time on. */
  from?: string | undefined;
  /** Before this time. */
  to?: string | undefined;
};

/** Who did what, newest first. */
export async function listAudit(
  services: Pick<Services, 'db'>,
  ctx: Context,
  request: AuditFilter & PageRequest,
): Promise<Page<AuditRow>> {
  return services.db.withTenant(ctx, (trx) => {
    const query = trx('audit_log').select(
      'audit_log.id',
      'occurred_at',
      'actor_type',
      'actor_id',
      'action',
      'entity_type',
      'entity_id',
      'detail',
      'request_id',
    );
    const { entity_type, entity_id, actor, from, to } = request;
    if (entity_type !== undefined) query.where({ entity_type });
    if (entity_id !== undefined) query.where({ entity_id });
    if (actor !== undefined) {
      query.where((either) => either.where({ actor_id: actor }).orWhere({ actor_type: actor }));
    }
    if (from !== undefined) query.where('occurred_at', '>=', from);
    if (to !== undefined) query.where('occurred_at', '<', to);
    return page<AuditRow>(query, request, 'occurred_at', 'audit_log');
  });
}
