import pg from 'pg';
import { keysLeft, rewrapRoot, rewrapTenant } from '#domain/keys/rewrap.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import { ConfigError, loadConfig, type Config } from '#lib/config.ts';
import { createDatabase, loginName, ROLES } from '#lib/db.ts';
import { fingerprint, type MasterKeys } from '#lib/root-key.ts';
import { onInstallation } from './services/installation.ts';

/*
 * npm run rotate-master-key: wraps every key with ASSENT_MASTER_KEY that is still wrapped by
 * ASSENT_MASTER_KEY_PREVIOUS. docs/keys.md explains the steps. If interrupted, run it again; a second complete run
 * changes nothing.
 */
async function rotate(config: Config): Promise<void> {
  const keys: MasterKeys = { current: config.masterKey, previous: config.previousMasterKey };
  const to = fingerprint(keys.current);
  const owner = new pg.Client(config.DATABASE_URL);
  await owner.connect();
  const db = createDatabase({
    url: config.DATABASE_URL,
    masterKey: keys.current,
    applicationName: 'assent:rotate-master-key',
    max: 2,
  });
  try {
    const logins = await otherLogins(owner, keys);
    await assertNobodyUses(owner, logins);
    const tenants = await allTenants({ db });
    const [any] = tenants;
    if (!any) throw new ConfigError('There is no organization in this database yet');
    if (await rewrapRoot(db, { tenantId: any }, keys)) console.log(`Root key: wrapped by ${to}`);
    let wrapped = 0;
    for (const tenantId of tenants) wrapped += await rewrapTenant(db, { tenantId }, keys);
    let left = 0;
    for (const tenantId of tenants) left += await keysLeft(db, { tenantId }, keys.current);
    console.log(`Organizations: ${tenants.length}, keys wrapped anew: ${wrapped}, left: ${left}`);
    if (left) throw new ConfigError('Some keys are left: run this again');
    for (const login of logins) await dropLogin(owner, login);
    console.log(`Done. Unset ASSENT_MASTER_KEY_PREVIOUS; only ${to} opens this database now.`);
  } finally {
    await db.close();
    await owner.end();
  }
}

/** Lists login roles of this database that belong to other keys, including old ones without a fingerprint. */
async function otherLogins(owner: pg.Client, { current }: MasterKeys): Promise<string[]> {
  const { rows: here } = await owner.query<{ name: string }>('select current_database() as name');
  const database = here[0]?.name ?? '';
  const mine = new Set(ROLES.map((role) => loginName(database, role, current)));
  const { rows } = await owner.query<{ name: string }>(
    `select rolname as name from pg_roles where rolcanlogin and starts_with(rolname, $1) order by 1`,
    [`${database}_`],
  );
  const role = new RegExp(`^(${ROLES.join('|')})(_[0-9a-f]{8})?$`);
  return rows
    .map((row) => row.name)
    .filter((name) => role.test(name.slice(database.length + 1)) && !mine.has(name));
}

/** Refuses while a process uses only the old key: it could not read what the new key wraps. */
async function assertNobodyUses(owner: pg.Client, logins: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ process: string; count: number }>(
    `select coalesce(nullif(application_name, ''), usename) as process, count(*)::int as count
     from pg_stat_activity where usename = any($1) group by 1 order by 1`,
    [logins],
  );
  if (!rows.length) return;
  const who = rows.map((row) => `${row.process} (${row.count})`).join(', ');
  throw new ConfigError(
    `These processes still run with the old master key: ${who}. Restart them with both keys set, then run this again; nothing was changed.`,
  );
}

/**
 * Drops a login. A role with a group's name (a database called "assent") keeps its grants and only loses its login.
 */
const dropLogin = (owner: pg.Client, login: string): Promise<unknown> =>
  ROLES.some((role) => login === `assent_${role}`)
    ? owner.query(`alter role ${pg.escapeIdentifier(login)} nologin`)
    : owner.query(`drop role ${pg.escapeIdentifier(login)}`);

try {
  await (process.env['DATABASE_URL'] ? rotate(loadConfig()) : onInstallation(rotate));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
