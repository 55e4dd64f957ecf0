/** A table with encrypted columns, and the additional authenticated data of its values (personal.ts). */
export type EncryptedTable = {
  table: string;
  /** Columns that name a row besides tenant_id, in the order of the primary key, with their types. */
  key: Readonly<Record<string, 'uuid' | 'text' | 'int'>>;
  /** Encrypted columns, without `_enc`. */
  columns: readonly string[];
  /** Builds the additional authenticated data. @default tenant|table|<first key column>|column */
  aad?: (tenantId: string, row: Readonly<Record<string, unknown>>, column: string) => string;
};

const byId = (table: string, ...columns: string[]): EncryptedTable => ({
  table,
  key: { id: 'uuid' },
  columns,
});

/**
 * Every column that holds values encrypted with the tenant's data key: the rotation of that key re-encrypts them.
 * test/domain/keys/encrypted-columns.test.ts fails for a column that is missing here. Values encrypted with a
 * person's key stay as they are; that key itself is in the list.
 */
export const ENCRYPTED_TABLES: readonly EncryptedTable[] = [
  byId('person_keys', 'key'),
  byId('contacts', 'email', 'phone', 'name', 'fields'),
  byId('consents', 'address'),
  byId('consent_events', 'ip', 'user_agent', 'evidence'),
  byId('verifications', 'to', 'held'),
  byId('suppressions', 'address', 'note'),
  byId('messages', 'content'),
  { table: 'message_fallbacks', key: { message_id: 'uuid' }, columns: ['plan'] },
  byId('inbound_messages', 'from', 'body'),
  byId('consent_reviews', 'address', 'reason'),
  byId('mail_reports', 'detail'),
  byId('privacy_requests', 'address', 'refusal_note'),
  byId('privacy_erasures', 'reason'),
  byId('legal_holds', 'reason', 'release_reason'),
  byId('imports', 'sample', 'file_name'),
  byId('suppression_imports', 'file_name'),
  byId('sending_domains', 'dkim_key'),
  byId('test_messages', 'content'),
  byId('assistant_providers', 'key'),
  byId('assistant_conversations', 'title'),
  byId('assistant_messages', 'content'),
  {
    table: 'member_addresses',
    key: { user_id: 'uuid', channel: 'text' },
    columns: ['address'],
    aad: (tenantId, { user_id, channel }, column) =>
      `${tenantId}|member_addresses|${String(user_id)}:${String(channel)}|${column}`,
  },
  {
    table: 'import_errors',
    key: { import_id: 'uuid', row: 'int', n: 'int' },
    columns: ['record'],
    aad: (tenantId, { import_id, row, n }) =>
      `${tenantId}|import_errors|${String(import_id)}|${String(row)}${n === 0 ? '' : `/${String(n)}`}`,
  },
  {
    table: 'idempotency_keys',
    key: { key: 'text' },
    columns: ['response'],
    aad: (tenantId, { key }) => `${tenantId}|idempotency_keys|${String(key)}`,
  },
];
