import type pg from 'pg';
import { nameOf, quoted, quotedColumns, type Table } from './catalogue.ts';
import { copyIn } from './copy-in.ts';
import type { Keys } from './find-keys.ts';

/** The columns that change when the master key is replaced. */
const WRAPPING = ['wrapped', 'master'];

/**
 * Loads keys from their newest copy. A person's key that was destroyed since the backup stays destroyed; a tenant's
 * key that was wrapped again is loaded in its new wrapping. A tenant's key that was replaced and destroyed since the
 * backup is still the one that this backup's rows are encrypted with, so it stays as in the backup. Keys of tenants
 * that are not in the backup are left out.
 */
export async function loadKeys(
  client: pg.Client,
  keys: Keys,
  all: readonly Table[],
): Promise<void> {
  for (const table of keys.manifest.tables) {
    const here = all.find((one) => nameOf(one) === nameOf(table));
    if (!here) continue;
    const name = quoted(client, table);
    await client.query(`create temp table newest_keys (like ${name}) on commit drop`);
    await copyIn(client, keys, table, 'pg_temp.newest_keys');
    const columns = quotedColumns(client, table.columns);
    const primary = await primaryKey(client, name);
    const rewrapped = table.columns
      .filter((column) => WRAPPING.includes(column))
      .map((column) => client.escapeIdentifier(column));
    await client.query(
      `insert into ${name} (${columns}) select ${columns} from pg_temp.newest_keys k
       ${table.columns.includes('tenant_id') ? 'where exists (select from tenants t where t.tenant_id = k.tenant_id)' : 'where true'}
       on conflict (${quotedColumns(client, primary)}) ${
         rewrapped.length
           ? `do update set ${rewrapped.map((column) => `${column} = excluded.${column}`).join(', ')}
              where excluded.wrapped is not null`
           : 'do nothing'
       }`,
    );
    await client.query('drop table pg_temp.newest_keys');
  }
}

async function primaryKey(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid
       and a.attnum = any(i.indkey) where i.indrelid = $1::regclass and i.indisprimary`,
    [table],
  );
  return rows.map((row) => row.name);
}
