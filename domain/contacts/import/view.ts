import type { ContactImport } from '#models/import.ts';
import type { TenantKeys } from '../../tenancy/keyring.ts';
import { openValue } from '../../tenancy/personal.ts';

/** An import as callers see it. `sample` is for those who may see personal data. */
export function importView(keys: TenantKeys, row: ContactImport, reveal: boolean) {
  const place = { tenantId: row.tenant_id, table: 'imports', id: row.id, column: 'sample' };
  const sample: unknown = JSON.parse(openValue(keys, place, row.sample_enc) ?? '[]');
  const rows: string[][] = Array.isArray(sample) ? sample : [];
  return {
    id: row.id,
    status: row.status,
    dry_run: row.dry_run,
    total: row.total,
    processed: row.rows_read,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    failed: row.failed,
    failure: row.failure,
    columns: row.columns,
    mapping: row.mapping,
    sample: reveal ? rows : rows.map((values) => values.map((v) => (v ? hidden(v) : ''))),
    has_consent: row.options.consent !== undefined,
    workflow_id: row.workflow_id,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}
export type ImportView = ReturnType<typeof importView>;

/** The first letter, so that a column can still be recognised. */
const hidden = (value: string): string => `${[...value][0] ?? ''}•••`;
