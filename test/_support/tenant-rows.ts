import pg from 'pg';
import { loadConfig } from '#lib/config.ts';

/**
 * Returns a fingerprint of all data of a tenant, table by table, read as the owner of the database. The tables come
 * from the catalogue, so new ones are included automatically.
 */
export async function tenantRows(tenantId: string): Promise<Record<string, string>> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and n.nspname = 'public' and not c.relispartition
      order by 1`);
    const prints: Record<string, string> = {};
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ print: string }>(
        `select count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
         from ${name} t where tenant_id = $1`,
        [tenantId],
      );
      prints[name] = found[0]?.print ?? '';
    }
    return prints;
  } finally {
    await client.end();
  }
}
