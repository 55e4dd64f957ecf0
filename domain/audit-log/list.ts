import { invalidField } from '#lib/errors.ts';
import { isId } from '#lib/ids.ts';
import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import type { Page, PageRequest } from '../paging.ts';
import { namesOf, UNNAMED, type Named } from './names.ts';
import { knownActions, knownTypes, narrow, type AuditFilter } from './find.ts';

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
  /** Its position in the log, from 1; null until it is sealed. */
  position: number | null;
  /** The number of the seal over it. */
  seal: number | null;
};

type SealPosition = Pick<AuditRow, 'position' | 'seal'>;

/**
 * Returns the positions of rows and the seals over them. A separate query, so that the log is read by its key and
 * only the rows of one page are looked up.
 */
export async function positionsOf(
  trx: Trx,
  ids: readonly string[],
): Promise<Map<string, SealPosition>> {
  const { rows } = await trx.raw<{ rows: { entry_id: string; position: number; seal: number }[] }>(
    `select l.entry_id, l.position, (select s.number from audit_seals s
       where s.first_position <= l.position order by s.first_position desc limit 1) as seal
     from audit_leaves l where l.entry_id = any(?::uuid[])`,
    [[...ids]],
  );
  return new Map(rows.map(({ entry_id, ...place }) => [entry_id, place]));
}

export const NO_POSITION: SealPosition = { position: null, seal: null };

/** Lists audit rows, newest first. @throws AppError invalid (cursor) */
export async function listAudit(
  services: Pick<Services, 'db' | 'keyring'>,
  ctx: Context,
  { limit, cursor, ...filter }: AuditFilter & PageRequest,
): Promise<Page<AuditRow & Named>> {
  const keys = await services.keyring.keys(ctx);
  const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  if (before !== undefined && !isId(before)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  const rows = await services.db.withTenant(ctx, async (trx) => {
    const query = trx('audit_log as a').select(
      'a.id', 'a.occurred_at', 'a.actor_type', 'a.actor_id', 'a.action', 'a.entity_type', 'a.entity_id',
      'a.detail', 'a.request_id',
    ); // prettier-ignore
    await narrow(trx, query, filter);
    if (before !== undefined) query.where('a.id', '<', before);
    const found: Omit<AuditRow, keyof SealPosition>[] = await query
      .orderBy(['a.tenant_id', 'a.id'].map((column) => ({ column, order: 'desc' })))
      .limit(limit + 1);
    const positions = await positionsOf(
      trx,
      found.map((row) => row.id),
    );
    const names = await namesOf(trx, ctx, keys, found);
    return found.map((row, i) => ({
      ...row,
      ...(positions.get(row.id) ?? NO_POSITION),
      ...(names[i] ?? UNNAMED),
    }));
  });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    next_cursor: rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null,
  };
}

/** Returns the actions and entity types that occur, for a choice. */
export const auditTerms = (
  services: Pick<Services, 'db'>,
  ctx: Context,
): Promise<{ actions: string[]; entity_types: string[] }> =>
  services.db.withTenant(ctx, async (trx) => ({
    actions: await knownActions(trx),
    entity_types: await knownTypes(trx),
  }));
