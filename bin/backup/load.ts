import type { KeyObject } from 'node:crypto';
import pg from 'pg';
import { migrate, migrations } from '../migrate.ts';
import { quoted, SCHEMAS, tables, type Table } from './catalogue.ts';
import { copyIn } from './copy-in.ts';
import type { Keys } from './find-keys.ts';
import { loadKeys } from './load-keys.ts';
import { BackupError, type Manifest } from './manifest.ts';

export type Loading = {
  /** The owner's address of an empty database. The owner need not be a superuser. */
  databaseUrl: string;
  /** The master key in use from now on. */
  masterKey: KeyObject;
  /** The previous master key, while keys are still wrapped by it. */
  previous: KeyObject | null;
  /** Of the two, the key that the backup was made with. */
  madeWith: KeyObject;
  folder: string;
  manifest: Manifest;
  /** The newest copy of the keys of persons and tenants. */
  keys: Keys;
};

/**
 * Loads a checked backup into an empty database: its schema, then all rows in one transaction, then the migrations
 * made since. Meanwhile row security, foreign keys and triggers are off (or tallies would be counted twice); they are
 * restored, and the foreign keys checked, before the commit.
 * @throws {BackupError} when the database is not empty, or the backup is from a newer Assent; then nothing is loaded
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
    const restore = await removeObstacles(client, all);
    const source = { ...loading, masterKey: loading.madeWith };
    for (const table of manifest.tables) await copyIn(client, source, table);
    await loadKeys(client, loading.keys, all);
    await setSequences(client, loading.manifest);
    await restore.putBack();
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
    // Also ends a transaction that was not committed.
    await client.end();
  }
}

/** A table that never had a row has no pages. Counting rows would not do: the owner cannot see tenants' rows. */
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

/**
 * Removes what would prevent loading.
 * @returns `putBack`, which restores it exactly
 */
async function removeObstacles(
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
  // Rows that the migrations inserted are in the backup too.
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

/** Continues each sequence after its number in the backup, so that no number is used twice. */
async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const { schema, name, last } of manifest.sequences) {
    if (last < 1) continue;
    await client.query('select setval($1::regclass, $2)', [quoted(client, { schema, name }), last]);
  }
}
