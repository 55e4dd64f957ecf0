import { decrypt, encrypt } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { own } from '#lib/own.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { EncryptedTable } from '../encryption/encrypted-columns.ts';

/** A row's primary key as texts, in the order of the key columns. */
export type RowKey = readonly string[];

type Found = { key: string[]; old: boolean };
type EncryptedRow = { key: string[] } & Record<string, unknown>;

/** Returns SQL for the key version of a value encrypted with the tenant's key; null for other values. */
export const versionOf = (column: string): string =>
  `case when get_byte(${column}, 0) = 1 then get_byte(${column}, 1) * 256 + get_byte(${column}, 2) end`;

/**
 * Re-encrypts old values in the next rows of a table, after `after`. Rows are read in the order of their keys. Only
 * rows with an old value are locked, in the same order, which prevents deadlocks, and only while they are encrypted.
 * @returns the last key read, null at the end of the table; how many values were encrypted
 */
export async function reencryptRows(
  trx: Trx,
  keys: TenantKeys,
  table: EncryptedTable,
  from: number,
  after: RowKey | null,
  limit = 500,
): Promise<{ last: RowKey | null; encrypted: number }> {
  const names = Object.keys(table.key);
  const columns = table.columns.map((column) => ({ column, name: `"${column}_enc"` }));
  const isOld = columns.map(({ name }) => `(${versionOf(name)}) is not distinct from ${from}`).join(' or '); // prettier-ignore
  const keyOf = `array[${names.map((name) => `"${name}"::text`).join(', ')}]`;
  const order = names.map((name) => `"${name}"`).join(', ');
  const typed = Object.values(table.key).map((type) => `?::${type}`).join(', '); // prettier-ignore
  const { rows: found } = await trx.raw<{ rows: Found[] }>(
    `select ${keyOf} as key, ${isOld} as old from ${table.table}
     where tenant_id = ? ${after ? `and (${order}) > (${typed})` : ''} order by ${order} limit ?`,
    [keys.tenantId, ...(after ?? []), limit],
  );
  const last = found.length < limit ? null : (found.at(-1)?.key ?? null);
  const old = found.filter((row) => row.old).map((row) => row.key);
  if (!old.length) return { last, encrypted: 0 };
  const wanted = `(select ${Object.entries(table.key)
    .map(([, type], i) => `(k ->> ${i})::${type}`)
    .join(', ')} from jsonb_array_elements(?::jsonb) as k)`;
  const { rows } = await trx.raw<{ rows: EncryptedRow[] }>(
    `select ${keyOf} as key, ${columns.map(({ name }) => name).join(', ')} from ${table.table}
     where tenant_id = ? and (${order}) in ${wanted} order by ${order} for no key update`,
    [keys.tenantId, JSON.stringify(old)],
  );
  let encrypted = 0;
  const changed = rows.map((row) => {
    const named = Object.fromEntries(names.map((name, i) => [name, row.key[i]]));
    const values = columns.map(({ column }) => {
      const value = own(row, `${column}_enc`);
      if (!Buffer.isBuffer(value) || value[0] !== 1 || value.readUInt16BE(1) !== from) return null;
      encrypted++;
      const aad = aadOf(table, keys.tenantId, named, column);
      return reencrypted(keys, from, value, aad).toString('hex');
    });
    return { key: row.key, values };
  });
  await trx.raw(
    `update ${table.table} t set ${columns
      .map(({ name }, i) => `${name} = coalesce(decode(c -> 'values' ->> ${i}, 'hex'), t.${name})`)
      .join(', ')}
     from jsonb_array_elements(?::jsonb) as c
     where t.tenant_id = ? and ${Object.entries(table.key)
       .map(([name, type], i) => `t."${name}" = (c -> 'key' ->> ${i})::${type}`)
       .join(' and ')}`,
    [JSON.stringify(changed), keys.tenantId],
  );
  return { last, encrypted };
}

const aadOf = (
  table: EncryptedTable,
  tenantId: string,
  row: Record<string, unknown>,
  column: string,
): string =>
  table.aad?.(tenantId, row, column) ??
  `${tenantId}|${table.table}|${String(Object.values(row)[0])}|${column}`;

function reencrypted(keys: TenantKeys, from: number, value: Buffer, aad: string): Buffer {
  const old = keys.dataKeys.get(from);
  if (!old) throw new Error('the key of this value is gone');
  return encrypt(keys.data, decrypt(old, value, aad), aad);
}
