import type { Context, Services } from '#domain/context.ts';
import { decryptPersonal, personKeysOf } from '#domain/encryption/person-keys.ts';
import { decrypt, keyVersionOf } from '#lib/crypto.ts';

/** A decrypted value and its location. */
export type Decrypted = { where: string; text: string };

/** By table: how a row is named in the additional data of its values, if not by `id`. */
const LOCATIONS: Record<string, (row: Record<string, unknown>, column: string) => string> = {
  import_errors: (row) =>
    `${String(row['import_id'])}|${String(row['row'])}${row['n'] === 0 ? '' : `/${String(row['n'])}`}`,
  message_fallbacks: (row, column) => `${String(row['message_id'])}|${column}`,
  idempotency_keys: (row) => String(row['key']),
};

/**
 * Decrypts every encrypted value of a tenant, in all tables and columns, with the tenant's keys: everything that a
 * holder of the keys can still read. Values that cannot be decrypted are listed as such.
 */
export async function decryptEverything(services: Services, ctx: Context): Promise<Decrypted[]> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows: columns } = await trx.raw<{ rows: { table: string; column: string }[] }>(
      `select c.relname as table, a.attname as column from pg_attribute a
         join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' and a.attname like '%\\_enc' and not a.attisdropped
       order by 1, 2`,
    );
    const decrypted: Decrypted[] = [];
    for (const { table, column } of columns) {
      const rows: Record<string, unknown>[] = await trx(table).whereNotNull(column);
      for (const row of rows) {
        const encrypted = row[column];
        if (!Buffer.isBuffer(encrypted)) continue;
        const name = column.replace(/_enc$/, '');
        const location = LOCATIONS[table]?.(row, name) ?? `${String(row['id'])}|${name}`;
        let text = `(does not open: ${table} ${location})`;
        try {
          const [id = '', inner = ''] = location.split('|');
          const at = { tenantId: ctx.tenantId, table, id, column: inner };
          // The additional data of stored answers is their key only.
          const key = inner === '' ? keys.dataKeys.get(keyVersionOf(encrypted)) : undefined;
          const persons = await personKeysOf(trx, keys, [encrypted]);
          text = key
            ? decrypt(key, encrypted, `${ctx.tenantId}|${table}|${location}`).toString()
            : (decryptPersonal(keys, persons, at, encrypted) ?? '(its key is gone)');
        } catch {
          // Listed as a value that cannot be decrypted.
        }
        decrypted.push({ where: `${table}.${column}`, text });
      }
    }
    return decrypted;
  });
}
