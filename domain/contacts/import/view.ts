import type { ContactImport } from '#models/import.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../tenancy/keyring.ts';
import { openValue } from '../../tenancy/personal.ts';

/**
 * What a dry run says of who is known is for those who may see personal data: it changes nothing, so a file of guesses
 * would find out an address that is masked. Who imports for real leaves the people and an audit row.
 */
export const tellsWhoIsKnown = (ctx: Context, row: Pick<ContactImport, 'dry_run'>): boolean =>
  !row.dry_run || ctx.permissions.has('pii:read');

/** An import as callers see it. `sample` in clear is for those who may see personal data; lists have it masked. */
export function importView(
  keys: TenantKeys,
  row: ContactImport,
  ctx: Context,
  options: { masked?: boolean } = {},
) {
  const reveal = ctx.permissions.has('pii:read') && !options.masked;
  const counts = tellsWhoIsKnown(ctx, row)
    ? { created: row.created, updated: row.updated, unchanged: row.unchanged }
    : { created: null, updated: null, unchanged: null };
  const place = { tenantId: row.tenant_id, table: 'imports', id: row.id, column: 'sample' };
  const sample: unknown = JSON.parse(openValue(keys, place, row.sample_enc) ?? '[]');
  const rows: string[][] = Array.isArray(sample) ? sample : [];
  return {
    id: row.id,
    status: row.status,
    dry_run: row.dry_run,
    total: row.total,
    processed: row.rows_read,
    ...counts,
    failed: row.failed,
    failure: row.failure,
    encoding: row.encoding,
    delimiter: row.delimiter,
    guesses: row.guesses,
    columns: row.columns,
    mapping: row.mapping,
    sample: reveal ? rows : rows.map((values) => values.map((v) => (v ? '•••' : ''))),
    has_consent: row.options.consent !== undefined,
    workflow_id: row.workflow_id,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}
export type ImportView = ReturnType<typeof importView>;
