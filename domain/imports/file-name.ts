import { decryptValue, encryptValue } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Which files: of contacts, or of blocked addresses. */
type Files = 'imports' | 'suppression_imports';
type Named = { tenant_id: string; id: string; file_name_enc: Buffer | null };

const columnOf = (table: Files, tenantId: string, id: string) => ({
  tenantId,
  table,
  id,
  column: 'file_name',
});

/** The name of an uploaded file as it is stored: it may be somebody's name. */
export const encryptFileName = (
  keys: TenantKeys,
  table: Files,
  tenantId: string,
  id: string,
  name: string | null,
): Buffer | null => encryptValue(keys, columnOf(table, tenantId, id), name);

/** That name in clear; null where the upload did not say. */
export const fileNameOf = (keys: TenantKeys, table: Files, row: Named): string | null =>
  decryptValue(keys, columnOf(table, row.tenant_id, row.id), row.file_name_enc);
