import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { Segment } from '#models/segment.ts';
import type { Context, Services } from '../context.ts';
import { page, type Page, type PageRequest } from '../paging.ts';
import type { SegmentRules } from '../contacts/conditions/contract.ts';
import { parseSegmentRules } from '../contacts/conditions/sql.ts';

export type SegmentView = {
  id: string;
  name: string;
  rules: SegmentRules;
  created_at: Date;
  updated_at: Date;
};

/** Returns the API view of a segment. */
export const segmentView = (row: Segment): SegmentView => ({
  id: row.id,
  name: row.name,
  rules: parseSegmentRules(row.rules),
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** Reads the row of a segment. @throws AppError not_found */
export async function loadSegment(trx: Trx, id: string, lock = false): Promise<Segment> {
  const query = Segment.query(trx).findOne({ id });
  const row = await (lock ? query.forUpdate() : query);
  if (!row) throw notFound('Segment');
  return row;
}

/** Returns one segment. @throws AppError not_found */
export const getSegment = (services: Services, ctx: Context, id: string): Promise<SegmentView> =>
  services.db.withTenant(ctx, async (trx) => segmentView(await loadSegment(trx, id)));

/** Lists segments, newest first. */
export async function listSegments(
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<SegmentView>> {
  const found = await services.db.withTenant(ctx, (trx) =>
    page<Segment>(trx('segments').select('segments.*'), request, 'created_at', 'segments'),
  );
  return { ...found, data: found.data.map(segmentView) };
}
