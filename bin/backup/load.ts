import type { KeyObject } from 'node:crypto';
import pg from 'pg';
import { migrate, migrations } from '../migrate.ts';
import { quoted, SCHEMAS, tables, type Table } from './catalogue.ts';
import { copyIn } from './copy-in.ts';
import type { Keys } from './find-keys.ts';
import { loadKeys } from './load-keys.ts';
import { BackupError, type Manifest } from './manifest.ts';

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
    const source = { ...loading, masterKey: loading.sealedBy };
    for (const table of manifest.tables) await copyIn(client, source, table);
    await loadKeys(client, loading.keys, all);
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

/** Numbers given out after the snapshot are not given out again either. */
async function setSequences(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const { schema, name, last } of manifest.sequences) {
    if (last < 1) continue;
    await client.query('select setval($1::regclass, $2)', [quoted(client, { schema, name }), last]);
  }
}
