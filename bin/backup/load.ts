import type { KeyObject } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate, migrations } from '../migrate.ts';
import { nameOf, quoted, quotedColumns, SCHEMAS, tables, type Table } from './catalogue.ts';
import type { Keys } from './find-keys.ts';
import { backupKey, BackupError, type BackupTable, type Manifest } from './manifest.ts';
import { readSealed } from './sealed-file.ts';

export type Loading = {
  /** The owner's address of an empty database. It need not be a superuser. */
  databaseUrl: string;
  /** In use from now on. */
  masterKey: KeyObject;
  /** The one before it, while something is still wrapped by it. */
  previous: KeyObject | null;
  /** The one of the two that the backup was made under. */
  sealedBy: KeyObject;
  folder: string;
  manifest: Manifest;
  /** The newest keys of persons and tenants there are. */
  keys: Keys;
};

/**
 * Loads a backup that has been checked into an empty database: its schema as it was, all rows in one
 * transaction, then the migrations made since. Row security, foreign keys and triggers are taken off meanwhile
 * (tallies would be counted twice) and are back, the foreign keys checked anew, before it commits.
 * @throws BackupError when the database is not empty, or the backup is of a newer Assent; nothing is loaded then
 */
export async function loadBackup(loading: Loading): Promise<void> {
  const { databaseUrl, masterKey, manifest } = loading;
  const known = new Set(await migrations());
  const newer = manifest.migrations.filter((name) => !known.has(name));
  if (newer.length) {
    throw new BackupError(`The backup is of a newer Assent: ${newer.join(', ')} is not known here`);
  }
  await onOwner(databaseUrl, assertEmpty);
  await migrate(databaseUrl, masterKey, manifest.migrations, loading.previous);
  await onOwner(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('assent:migrate', 0))`);
    await assertEmpty(client);
    const all = await tables(client);
    const bare = await takeOff(client, all);
    for (const table of manifest.tables)
      await copyIn(client, { ...loading, masterKey: loading.sealedBy }, table);
    await loadKeys(client, loading, all);
    await setSequences(client, loading.manifest);
    await bare.putBack();
    await client.query('commit');
    await client.query('analyze');
  });
  await migrate(databaseUrl, masterKey, undefined, loading.previous);
}

async function onOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'assent:restore' });
  await client.connect();
  try {
    await work(client);
  } finally {
    // Ends a transaction that was not committed as well.
    await client.end();
  }
}

/** A table that never held a row has no pages; its owner could not see rows of tenants. */
async function assertEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>(
    `select coalesce(pg_relation_size(to_regclass('public.tenants')) > 0, false)
       or coalesce(pg_relation_size(to_regclass('auth."user"')) > 0, false) as used`,
  );
  if (rows[0]?.used) {
    throw new BackupError(
      'The database is not empty: a backup is restored into a new database, never over one',
    );
  }
}

/** Takes off what stands in the way of loading. @returns what puts it back exactly as it was */
async function takeOff(
  client: pg.Client,
  all: readonly Table[],
): Promise<{ putBack(): Promise<void> }> {
  const { rows: forced } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relforcerowsecurity`,
    [SCHEMAS],
  );
  const { rows: references } = await client.query<{ name: string; owner: string; text: string }>(
    `select quote_ident(k.conname) as name, k.conrelid::regclass::text as owner, pg_get_constraintdef(k.oid) as text
     from pg_constraint k join pg_namespace n on n.oid = k.connamespace
     where n.nspname = any($1) and k.contype = 'f' order by 2, 1`,
    [SCHEMAS],
  );
  const { rows: triggers } = await client.query<{ name: string; owner: string }>(
    `select quote_ident(t.tgname) as name, t.tgrelid::regclass::text as owner from pg_trigger t
     join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and not t.tgisinternal and t.tgenabled = 'O'`,
    [SCHEMAS],
  );
  const each = async <T>(rows: readonly T[], statement: (row: T) => string): Promise<void> => {
    for (const row of rows) await client.query(statement(row));
  };
  await each(forced, (row) => `alter table ${row.name} no force row level security`);
  await each(references, (row) => `alter table ${row.owner} drop constraint ${row.name}`);
  await each(triggers, (row) => `alter table ${row.owner} disable trigger ${row.name}`);
  // What the migrations wrote by themselves is in the backup as well.
  await client.query(`truncate ${all.map((table) => quoted(client, table)).join(', ')}`);
  return {
    async putBack() {
      await each(
        references,
        (row) => `alter table ${row.owner} add constraint ${row.name} ${row.text}`,
      );
      await each(triggers, (row) => `alter table ${row.owner} enable trigger ${row.name}`);
      await each(forced, (row) => `alter table ${row.name} force row level security`);
    },
  };
}

async function copyIn(
  client: pg.Client,
  { folder, masterKey, manifest }: Pick<Loading, 'folder' | 'masterKey' | 'manifest'>,
  table: BackupTable,
  into = quoted(client, table),
): Promise<void> {
  const columns = quotedColumns(client, table.columns);
  const copy = client.query(copyFrom(`copy ${into} (${columns}) from stdin`));
  await pipeline(readSealed(folder, table.file, backupKey(masterKey, manifest.id)), copy);
  if (copy.rowCount !== table.rows) {
    throw new BackupError(
      `${nameOf(table)}: ${copy.rowCount} rows loaded, ${table.rows} were taken`,
    );
  }
}

/** What changes when the master key does. */
const WRAPPING = ['wrapped', 'master'];

/**
 * Keys come from their newest copy: a person's that was destroyed since this backup stays destroyed, a tenant's that
 * was wrapped anew is taken in its new wrapping. A tenant's key that was replaced and is gone by now is the one this
 * backup's rows are sealed with: it stays as it is here. Keys of tenants that this backup does not know are left out.
 */
async function loadKeys(
  client: pg.Client,
  { keys }: Loading,
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

/** Numbers given out after the snapshot are not given out again either. */
async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const { schema, name, last } of manifest.sequences) {
    if (last < 1) continue;
    await client.query('select setval($1::regclass, $2)', [quoted(client, { schema, name }), last]);
  }
}
