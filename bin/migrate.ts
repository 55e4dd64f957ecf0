import type { KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import knexFactory from 'knex';
import pg from 'pg';
import { ConfigError, loadConfig } from '#lib/config.ts';
import { loginName, rolePassword, ROLES } from '#lib/db.ts';
import { fingerprint, unwrapRoot, wrapRoot, type MasterKeys } from '#lib/root-key.ts';

const directory = fileURLToPath(new URL('../migrations', import.meta.url));

/** Returns the names of all migrations, in order. */
export async function migrations(): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith('.ts')).sort();
}

/**
 * Migrates a database to the newest schema. Safe to run at every start, and by several processes at once.
 * @param url the owner's address; the role may create roles
 * @param masterKey gets login roles of its own; on a new database it becomes the key that wraps all others
 * @param only only these migrations: the schema of a backup
 * @param previous the previous master key, while it is being replaced
 * @returns the names of the migrations that ran
 * @throws {ConfigError} when neither key belongs to this database; then nothing is changed
 */
export async function migrate(
  url: string,
  masterKey: KeyObject,
  only?: readonly string[],
  previous: KeyObject | null = null,
): Promise<string[]> {
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, application_name: 'assent:migrate' },
    pool: { min: 1, max: 2 },
  });
  try {
    return await knex.transaction(async (lock) => {
      await lock.raw(`select pg_advisory_xact_lock(hashtextextended('assent:migrate', 0))`);
      await knex.transaction(async (trx) => {
        await assertOpens(trx, { current: masterKey, previous });
        await ensureRoles(trx, masterKey);
        await trx.raw('create schema if not exists assent_migrations');
      });
      const ran = await knexMigrate(url, only ?? (await migrations()));
      if (!only)
        await knex.raw(FIRST_ROOT, [wrapRoot(masterKey, masterKey), fingerprint(masterKey)]);
      await knex.raw(READABLE_FOR_BACKUPS);
      await knex.raw(INDEXED_UNDER_POLICIES);
      return ran;
    });
  } finally {
    await knex.destroy();
  }
}

async function knexMigrate(url: string, names: readonly string[]): Promise<string[]> {
  const knex = knexFactory({ client: 'pg', connection: url, pool: { min: 1, max: 2 } });
  try {
    const settings = {
      schemaName: 'assent_migrations',
      migrationSource: {
        getMigrations: async () => [...names],
        getMigrationName: (name: string) => name,
        getMigration: (name: string) => import(join(directory, name)),
      },
    };
    // We have our own advisory lock, so a knex lock found here is from a killed process.
    await knex.migrate.forceFreeMigrationsLock(settings);
    const [, ran]: [number, string[]] = await knex.migrate.latest(settings);
    return ran;
  } finally {
    await knex.destroy();
  }
}

/**
 * Lets the backup role read every table and every tenant's rows. Runs after all migrations, so that no table is
 * forgotten: a table without this policy would be backed up as empty.
 */
const READABLE_FOR_BACKUPS = `
  do $$ declare found record; begin
    grant usage on schema assent_migrations to assent_backup;
    grant select on all tables in schema assent_migrations to assent_backup;
    for found in select n.nspname as schema from pg_namespace n where n.nspname in ('public', 'auth', 'limits') loop
      execute format('grant usage on schema %I to assent_backup', found.schema);
      execute format('grant select on all tables in schema %I to assent_backup', found.schema);
      execute format('grant select on all sequences in schema %I to assent_backup', found.schema);
    end loop;
    for found in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'auth', 'limits') and c.relkind in ('r', 'p') and c.relrowsecurity
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'backup') loop
      execute format('create policy backup on %s for select to assent_backup using (true)', found.name);
    end loop;
  end $$`;

/**
 * Lets searches by tag, by name and by language use their indexes. Under a row policy, Postgres tries a condition of a
 * query before the policy only if its function is marked as leaking nothing. It does not mark the first two, because
 * they compare elements of any type: ours are bytes and text, whose comparisons are marked. It does not mark `lower`
 * either, whose errors name no value. Only a superuser may say so; where the owner is none, such a search reads all
 * contacts of the organization. Runs at each start: a dump leaves it out.
 */
const INDEXED_UNDER_POLICIES = `
  do $$ begin
    if (select rolsuper from pg_roles where rolname = current_user)
      and exists (select from pg_proc where not proleakproof and pronamespace = 'pg_catalog'::regnamespace
        and (proname in ('arrayoverlap', 'arraycontains') or oid = 'pg_catalog.lower(text)'::regprocedure)) then
      alter function pg_catalog.arrayoverlap(anyarray, anyarray) leakproof;
      alter function pg_catalog.arraycontains(anyarray, anyarray) leakproof;
      alter function pg_catalog.lower(text) leakproof;
    end if;
  end $$`;

/** Until a master key is replaced, the root key is the master key itself (lib/root-key.ts). */
const FIRST_ROOT = `
  insert into platform_keys (name, wrapped, master) values ('root', ?, ?) on conflict do nothing`;

/**
 * Refuses a wrong key: otherwise it would get login roles, and processes would notice only when they read a value.
 */
async function assertOpens(knex: knexFactory.Knex, keys: MasterKeys): Promise<void> {
  const { rows: there } = await knex.raw<{ rows: { found: boolean }[] }>(
    `select to_regclass('public.platform_keys') is not null as found`,
  );
  if (!there[0]?.found) return;
  const root: { wrapped: Buffer; master: string } | undefined = await knex('public.platform_keys').first(); // prettier-ignore
  if (root && !unwrapRoot(keys, root.wrapped)) {
    throw new ConfigError(
      `Configuration: ASSENT_MASTER_KEY (${fingerprint(keys.current)}) opens nothing in this database, whose keys are wrapped by ${root.master}. ` +
        `Set the right key; to replace it, set the old one as ASSENT_MASTER_KEY_PREVIOUS (docs/keys.md)`,
    );
  }
}

/** Cost of a random page read. Postgres' own default of 4 is for spinning disks and uses indexes too rarely. */
const PAGE_COST = 1.1;

/**
 * Creates the roles. Group roles have the grants; login roles contain the database's name and have a derived
 * password.
 */
async function ensureRoles(knex: knexFactory.Knex, masterKey: KeyObject): Promise<void> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(
    'select current_database() as name',
  );
  const database = rows[0]?.name ?? '';
  for (const role of ROLES) {
    const group = pg.escapeIdentifier(`assent_${role}`);
    const login = loginName(database, role, masterKey);
    const password = pg.escapeLiteral(rolePassword(masterKey, database, role));
    await createRole(knex, `assent_${role}`, 'nologin');
    await createRole(knex, login, 'login');
    await knex.raw(`alter role ${pg.escapeIdentifier(login)} login inherit password ${password}`);
    await knex.raw(`grant ${group} to ${pg.escapeIdentifier(login)}`);
    // Sealing relies on it: a row that is not visible after this time never will be (domain/audit/seal-audit.ts).
    await knex.raw(`alter role ${pg.escapeIdentifier(login)} set transaction_timeout = '2min'`);
    await knex.raw(`grant usage on schema public to ${group}`);
    await knex.raw(`alter role ${pg.escapeIdentifier(login)} set random_page_cost = ${PAGE_COST}`);
  }
}

const createRole = (knex: knexFactory.Knex, name: string, login: string): Promise<unknown> =>
  knex.raw(`
    do $$ begin
      if not exists (select from pg_roles where rolname = ${pg.escapeLiteral(name)}) then
        create role ${pg.escapeIdentifier(name)} ${login} nosuperuser nobypassrls nocreatedb nocreaterole;
      end if;
    end $$`);

if (import.meta.main) {
  try {
    const config = loadConfig();
    const { DATABASE_URL, masterKey, previousMasterKey } = config;
    const ran = await migrate(DATABASE_URL, masterKey, undefined, previousMasterKey);
    console.log(ran.length ? `Migrated: ${ran.join(', ')}` : 'The database is up to date.');
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  }
}
