import type { Context, Services } from '#domain/context.ts';
import { decryptPersonal, personKeysOf } from '#domain/encryption/person-keys.ts';
import { decrypt, keyVersionOf } from '#lib/crypto.ts';

/** A sealed value that was opened, and where it stood. */
export type Opened = { where: string; text: string };

/** How the rows of a table are named where their values are sealed to, if not by `id`. */
const PLACES: Record<string, (row: Record<string, unknown>, column: string) => string> = {
  import_errors: (row) =>
    `${String(row['import_id'])}|${String(row['row'])}${row['n'] === 0 ? '' : `/${String(row['n'])}`}`,
  message_fallbacks: (row, column) => `${String(row['message_id'])}|${column}`,
  idempotency_keys: (row) => String(row['key']),
};

/**
 * Every sealed value of a tenant, whatever its table and column, opened with the tenant's keys: what whoever has the
 * keys could still read. Values that do not open are told as such.
 */
export async function openEverything(services: Services, ctx: Context): Promise<Opened[]> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const { rows: columns } = await trx.raw<{ rows: { table: string; column: string }[] }>(
      `select c.relname as table, a.attname as column from pg_attribute a
         join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' and a.attname like '%\\_enc' and not a.attisdropped
       order by 1, 2`,
    );
    const opened: Opened[] = [];
    for (const { table, column } of columns) {
      const rows: Record<string, unknown>[] = await trx(table).whereNotNull(column);
      for (const row of rows) {
        const sealed = row[column];
        if (!Buffer.isBuffer(sealed)) continue;
        const name = column.replace(/_enc$/, '');
        const place = PLACES[table]?.(row, name) ?? `${String(row['id'])}|${name}`;
        let text = `(does not open: ${table} ${place})`;
        try {
          const [id = '', inner = ''] = place.split('|');
          const at = { tenantId: ctx.tenantId, table, id, column: inner };
          // Answers are sealed to their key alone.
          const key = inner === '' ? keys.dataKeys.get(keyVersionOf(sealed)) : undefined;
          const persons = await personKeysOf(trx, keys, [sealed]);
          text = key
            ? decrypt(key, sealed, `${ctx.tenantId}|${table}|${place}`).toString()
            : (decryptPersonal(keys, persons, at, sealed) ?? '(its key is gone)');
        } catch {
          // Told as what it is.
        }
        opened.push({ where: `${table}.${column}`, text });
      }
    }
    return opened;
  });
}
