import { invalidField } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import type { Trx } from '#lib/db.ts';
import type { Knex } from 'knex';
import type { Context, Services } from '../context.ts';
import type { Page, PageRequest } from '../paging.ts';
import { knownActions, knownTypes, narrowed, type AuditFilter } from './find.ts';

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
  /** Its place in the log, from 1; null until it is sealed. */
  position: number | null;
  /** The number of the seal over it. */
  seal: number | null;
};

/** Joins each row of `audit_log as a` with its place and the seal over it. */
export const withPlaces = <T extends Knex.QueryBuilder>(trx: Trx, query: T): T => {
  query
    .leftJoin('audit_leaves as l', (on) =>
      on.on('l.tenant_id', 'a.tenant_id').andOn('l.entry_id', 'a.id'),
    )
    .joinRaw(
      `left join lateral (select s.number from audit_seals s where s.tenant_id = l.tenant_id
         and s.first_position <= l.position order by s.first_position desc limit 1) as s on true`,
    )
    .select('l.position', trx.ref('s.number').as('seal'));
  return query;
};

/** Who did what, newest first. @throws AppError invalid (cursor) */
export async function listAudit(
  services: Pick<Services, 'db'>,
  ctx: Context,
  { limit, cursor, ...filter }: AuditFilter & PageRequest,
): Promise<Page<AuditRow>> {
  const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  if (before !== undefined && !isId(before)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  const rows = await services.db.withTenant(ctx, async (trx) => {
    const query = withPlaces(trx, trx('audit_log as a')).select(
      'a.id', 'a.occurred_at', 'a.actor_type', 'a.actor_id', 'a.action', 'a.entity_type', 'a.entity_id',
      'a.detail', 'a.request_id',
    ); // prettier-ignore
    await narrowed(trx, query, filter);
    if (before !== undefined) query.where('a.id', '<', before);
    const found: AuditRow[] = await query.orderBy('a.id', 'desc').limit(limit + 1);
    return found;
  });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    next_cursor: rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null,
  };
}

/** The actions and the types of things that occur, to choose from. */
export const auditTerms = (
  services: Pick<Services, 'db'>,
  ctx: Context,
): Promise<{ actions: string[]; entity_types: string[] }> =>
  services.db.withTenant(ctx, async (trx) => ({
    actions: await knownActions(trx),
    entity_types: await knownTypes(trx),
  }));
