import { Suppression } from '#models/suppression.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { assertMayReveal } from '../reveal.ts';
import { viewOne, type Marked } from '../addresses/view-each.ts';
import { suppressionView, type SuppressionView } from './view.ts';

/** Rows per query, so that the whole list is never in memory. */
const PAGE = 1000;

/** The columns of the export; an import can read them. */
export const EXPORT_COLUMNS = [
  'channel',
  'address',
  'reason',
  'note',
  'expires_at',
  'created_at',
  'unreadable',
];

/**
 * Exports the whole list in pages, oldest first. Addresses are masked and notes omitted unless `reveal` is true.
 * Unreadable values are empty, and their rows marked. Writes an audit row in both cases.
 * @throws AppError forbidden (reveal)
 */
export async function exportSuppressions(
  services: Services,
  ctx: Context,
  reveal: boolean,
): Promise<AsyncIterable<string[][]>> {
  if (reveal) assertMayReveal(ctx);
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, (trx) =>
    recordAudit(trx, ctx, {
      action: 'suppressions.exported',
      entityType: 'suppression_export',
      entityId: ctx.requestId,
      detail: { revealed: reveal },
    }),
  );
  return pages(services, ctx, (row) =>
    asRow(
      viewOne(keys, row, (open, one) => suppressionView(open, one, reveal)),
      reveal,
    ),
  );
}

async function* pages(
  services: Services,
  ctx: Context,
  read: (row: Suppression) => string[],
): AsyncGenerator<string[][]> {
  let last: string | undefined;
  for (;;) {
    const after = last;
    const found = await services.db.withTenant(ctx, async (trx) => {
      const query = Suppression.query(trx).orderBy('id').limit(PAGE);
      if (after) query.where('id', '>', after);
      return query;
    });
    if (!found.length) return;
    yield found.map(read);
    last = found.at(-1)?.id;
  }
}

const asRow = (s: SuppressionView & Marked, reveal: boolean): string[] => [
  s.channel,
  s.address ?? '',
  s.reason,
  reveal ? (s.note ?? '') : '',
  s.expires_at?.toISOString() ?? '',
  s.created_at.toISOString(),
  s.unreadable ? 'yes' : '',
];
