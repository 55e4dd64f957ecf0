import type { Knex } from 'knex';
import { notFound } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import { fileNameOf } from '../../imports/file-name.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { SuppressionReason } from '../contract.ts';

export const SUPPRESSION_IMPORT_STATUSES = ['running', 'completed', 'failed', 'canceled'] as const;
export type SuppressionImportStatus = (typeof SUPPRESSION_IMPORT_STATUSES)[number];

export type SuppressionImportRow = {
  tenant_id: string;
  id: string;
  status: SuppressionImportStatus;
  /** The reason for rows without one. */
  reason: SuppressionReason;
  /** The channel for rows without one; null: detected from the form of the address. */
  channel: 'sms' | 'email' | null;
  /** Null where the file was imported in the request. */
  file_key: string | null;
  /** Null where the upload had no name. */
  file_name_enc: Buffer | null;
  encoding: string;
  delimiter: string;
  /** 0 until the rows are counted. */
  total: number;
  rows_read: number;
  created: number;
  already: number;
  failed: number;
  failure: string | null;
  workflow_id: string | null;
  created_by: string | null;
  created_at: Date;
  finished_at: Date | null;
};

const table = (trx: Trx): Knex.QueryBuilder<SuppressionImportRow> => trx('suppression_imports');

/** Reads the row of an import. @throws AppError not_found */
export async function importRow(
  trx: Trx,
  id: string,
  lock: 'for update' | 'as it is' = 'as it is',
): Promise<SuppressionImportRow> {
  const query = table(trx).where({ id });
  const row = await (lock === 'for update' ? query.forUpdate() : query).first();
  if (!row) throw notFound('Import');
  return row;
}

/** Returns the API view of an import. */
export const importView = (keys: TenantKeys, row: SuppressionImportRow) => ({
  id: row.id,
  status: row.status,
  reason: row.reason,
  file_name: fileNameOf(keys, 'suppression_imports', row),
  total: row.total,
  processed: row.rows_read,
  created: row.created,
  already: row.already,
  failed: row.failed,
  failure: row.failure,
  workflow_id: row.workflow_id,
  created_at: row.created_at,
  finished_at: row.finished_at,
});
export type SuppressionImportView = ReturnType<typeof importView>;
