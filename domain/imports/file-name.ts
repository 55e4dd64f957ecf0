import { decryptValue, encryptValue } from '../encryption/personal.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** The table of an uploaded file: of contacts, or of suppressions. */
type Files = 'imports' | 'suppression_imports';
type Named = { tenant_id: string; id: string; file_name_enc: Buffer | null };

const aadParts = (table: Files, tenantId: string, id: string) => ({
  tenantId,
  table,
  id,
  column: 'file_name',
});

/** Encrypts the name of an uploaded file, since it may contain a person's name. */
export const encryptFileName = (
  keys: TenantKeys,
  table: Files,
  tenantId: string,
  id: string,
  name: string | null,
): Buffer | null => encryptValue(keys, aadParts(table, tenantId, id), name);

/** Decrypts the name of an uploaded file; null where the upload had none. */
export const fileNameOf = (keys: TenantKeys, table: Files, row: Named): string | null =>
  decryptValue(keys, aadParts(table, row.tenant_id, row.id), row.file_name_enc);
