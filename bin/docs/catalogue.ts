import pg from 'pg';
import { z } from 'zod';

/** A table as Postgres describes it. `comment` has the form `[module] one row is …`. */
const table = z.object({
  schema: z.string(),
  name: z.string(),
  comment: z.string().nullable(),
  /** The runtime role can neither change nor delete rows. */
  append_only: z.boolean(),
  columns: z.array(
    z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), key: z.boolean() }),
  ),
  /** Referenced tables with the referencing columns, without tenant_id. */
  references: z.array(z.object({ to: z.string(), by: z.array(z.string()), optional: z.boolean() })),
});
export type Table = z.infer<typeof table>;

const TABLES = `
  select n.nspname as schema, c.relname as name, obj_description(c.oid, 'pg_class') as comment,
    n.nspname = 'public' and not has_table_privilege('assent_app', c.oid, 'update')
      and not has_table_privilege('assent_app', c.oid, 'delete') as append_only,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
        'nullable', not a.attnotnull, 'key', a.attnum = any(pk.conkey)) order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    coalesce((select json_agg(json_build_object('to', t.relname, 'by', f.names, 'optional', f.optional)
        order by t.relname, f.names::text)
      from pg_constraint k join pg_class t on t.oid = k.confrelid
      cross join lateral (select array_agg(a.attname order by a.attnum) as names,
          coalesce(bool_or(not a.attnotnull), false) as optional
        from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id') f
      where k.conrelid = c.oid and k.contype = 'f' and f.names is not null), '[]') as references
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  left join pg_constraint pk on pk.conrelid = c.oid and pk.contype = 'p'
  where c.relkind in ('r', 'p') and n.nspname in ('public', 'auth', 'limits')
  order by n.nspname, c.relname`;

/**
 * Reads every table of Assent in a migrated database.
 * @param url the owner's address
 */
export async function readCatalogue(url: string): Promise<Table[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return z.array(table).parse((await client.query(TABLES)).rows);
  } finally {
    await client.end();
  }
}
