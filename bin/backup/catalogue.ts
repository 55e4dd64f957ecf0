import type pg from 'pg';
import { BackupError } from './manifest.ts';

export type Table = { schema: string; name: string; columns: string[] };

export const SCHEMAS = ['public', 'auth', 'limits'] as const;

/** Destroying such a key erases the person's data, so old backups must not contain it. */
const KEYS_OF_PERSONS = new Set(['public.person_keys']);
/** The master key encrypts these keys, and they encrypt the keys of persons. Restores take their newest copy too. */
const WRAPPING_KEYS = new Set(['public.platform_keys', 'public.tenant_keys']);

export const nameOf = ({ schema, name }: { schema: string; name: string }): string =>
  `${schema}.${name}`;

/** Returns whether a table belongs to the backup itself, or to the file of keys beside it. */
export const belongs = (kind: 'database' | 'keys', table: Table): boolean => {
  const name = nameOf(table);
  return kind === 'database'
    ? !KEYS_OF_PERSONS.has(name)
    : KEYS_OF_PERSONS.has(name) || WRAPPING_KEYS.has(name);
};

/** Lists our tables with their stored columns, by name. */
export async function tables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
     group by 1, 2 order by 1, 2`,
    [SCHEMAS],
  );
  return rows;
}

/**
 * Checks that all rows can be read: a table with hidden rows would be copied as empty, without an error.
 * @throws {BackupError} naming the table
 */
export async function assertReadable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and (not has_table_privilege(c.oid, 'select')
       or c.relrowsecurity and (
         not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
           and pg_get_expr(p.polqual, p.polrelid) = 'true'
           and exists (select from unnest(p.polroles) r where r = 0 or pg_has_role(r, 'usage')))
         or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive)))`,
    [SCHEMAS],
  );
  if (rows.length) {
    const names = rows.map((row) => row.name).join(', ');
    throw new BackupError(`the role of backups may not read ${names}: run bin/migrate.ts once`);
  }
}

/** Returns the last number of each sequence; 0 before the first. */
export async function sequences(
  client: pg.ClientBase,
): Promise<{ schema: string; name: string; last: number }[]> {
  const { rows } = await client.query<{ schema: string; name: string; last: string | null }>(
    `select schemaname as schema, sequencename as name, last_value as last from pg_sequences
     where schemaname = any($1) order by 1, 2`,
    [SCHEMAS],
  );
  return rows.map((row) => ({ ...row, last: Number(row.last ?? 0) }));
}

export async function migrationsRun(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from assent_migrations.knex_migrations order by name',
  );
  return rows.map((row) => row.name);
}

export const quoted = (client: pg.ClientBase, { schema, name }: Omit<Table, 'columns'>): string =>
  `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;

export const quotedColumns = (client: pg.ClientBase, columns: readonly string[]): string =>
  columns.map((column) => client.escapeIdentifier(column)).join(', ');
