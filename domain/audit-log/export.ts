import type { Context, Services } from '../context.ts';
import { sealedEntries, type SealedEntry } from '../audit/entry.ts';
import { narrow, type AuditFilter } from './find.ts';
import { NO_POSITION, positionsOf } from './list.ts';
import { recordAudit } from '../audit/record.ts';

/** A row as hashed, with its position and the number of its seal: everything needed to check it. */
export type ExportedEntry = {
  position: number | null;
  seal: number | null;
  entry: SealedEntry;
};

/** Rows read at a time: an export is never completely in memory. */
const PAGE = 1000;

/**
 * Streams the rows that match the filter, oldest first, up to now, in pages. Writes an audit line before the first
 * row goes out; it contains the filters but not the search text, which may be a person's address.
 */
export async function exportAudit(
  services: Services,
  ctx: Context,
  format: string,
  filter: AuditFilter,
): Promise<AsyncIterable<ExportedEntry[]>> {
  const until = await services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>('select uuidv7() as id');
    await recordAudit(trx, ctx, {
      action: 'audit.exported',
      entityType: 'audit_export',
      entityId: ctx.requestId,
      detail: {
        format,
        filters: Object.entries(filter).flatMap(([name, value]) =>
          value === undefined ? [] : [name],
        ),
        ...(filter.from === undefined ? {} : { from: filter.from }),
        ...(filter.to === undefined ? {} : { to: filter.to }),
      },
    });
    return rows[0]?.id ?? '';
  });
  return pages(services, ctx, filter, until);
}

async function* pages(
  services: Services,
  ctx: Context,
  filter: AuditFilter,
  until: string,
): AsyncGenerator<ExportedEntry[]> {
  let last: string | undefined;
  for (;;) {
    const after = last;
    const found = await services.db.withTenant(ctx, async (trx) => {
      const query = sealedEntries(trx).where('a.id', '<', until);
      await narrow(trx, query, filter);
      if (after !== undefined) query.where('a.id', '>', after);
      const entries: SealedEntry[] = await query.orderBy(['a.tenant_id', 'a.id']).limit(PAGE);
      const positions = await positionsOf(
        trx,
        entries.map((entry) => entry.id),
      );
      return entries.map((entry) => ({ ...(positions.get(entry.id) ?? NO_POSITION), entry }));
    });
    if (!found.length) return;
    yield found;
    last = found.at(-1)?.entry.id;
  }
}
